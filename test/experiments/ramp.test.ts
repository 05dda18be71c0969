import { describe, expect, it } from 'vitest';
import { assertSoundRamp, parseRamp, planRampMove, type StepReadings } from '../../src/experiments/ramp.js';

const RAMP = { percents: [1, 5, 25, 50, 100], stepHours: 1 };
const HELD: StepReadings = {
  startedAt: '2026-01-01T00:00:00.000Z',
  now: '2026-01-01T01:00:00.000Z',
  candidateUnits: 200,
  minUnits: 100,
  lost: null,
  unknown: null,
  blockedBy: null,
};

describe('a canary', () => {
  it('grows step by step while all holds, and is complete after the last step', () => {
    const walk = [1, 5, 25, 50, 100].map((percent) => planRampMove(RAMP, percent, HELD));
    expect(walk.map(({ move, percent }) => [move, percent])).toEqual([
      ['advance', 5],
      ['advance', 25],
      ['advance', 50],
      ['advance', 100],
      ['complete', 100],
    ]);
  });

  it('waits until a step was long enough', () => {
    const move = planRampMove(RAMP, 5, { ...HELD, now: '2026-01-01T00:59:59.999Z' });
    expect(move).toMatchObject({ move: 'wait', percent: 5, reason: '5 % for 59 of 60 minutes' });
    const daily = planRampMove({ ...RAMP, stepHours: 24 }, 5, { ...HELD, now: '2026-01-01T23:59:00.000Z' });
    expect(daily.reason).toBe('5 % for 23.9 of 24 hours');
  });

  it('holds without traffic in a step, however long it takes', () => {
    const move = planRampMove(RAMP, 5, { ...HELD, candidateUnits: 0, now: '2026-02-01T00:00:00.000Z' });
    expect(move).toMatchObject({ move: 'hold', percent: 5 });
    expect(move.reason).toContain('served 0 of the 100 requests');
  });

  it('holds while a metric could not be compared, however long it takes', () => {
    const move = planRampMove(RAMP, 5, { ...HELD, unknown: 'accuracy could not be compared yet' });
    expect(move).toEqual({ move: 'hold', percent: 5, reason: 'accuracy could not be compared yet' });
  });

  it('waits, and counts no hours, before a step has settled', () => {
    const move = planRampMove(RAMP, 5, { ...HELD, now: '2025-12-31T23:58:00.000Z' });
    expect(move).toMatchObject({ move: 'wait', reason: '5 % for 0 of 60 minutes' });
  });

  it('goes back to nothing on a lost guardrail, at once', () => {
    const move = planRampMove(RAMP, 50, {
      ...HELD,
      now: HELD.startedAt,
      lost: 'latency_ms is worse',
    });
    expect(move).toEqual({ move: 'roll-back', percent: 0, reason: 'latency_ms is worse' });
  });

  it('holds on traffic that cannot be trusted, even when a guardrail seems lost', () => {
    const move = planRampMove(RAMP, 50, {
      ...HELD,
      blockedBy: 'mismatch',
      lost: 'latency_ms is worse',
    });
    expect(move).toEqual({ move: 'hold', percent: 50, reason: 'mismatch' });
  });

  it.each([
    ['25:10', [10, 20, 25]],
    ['20:10', [10, 20]],
    ['5:10', [5]],
    ['1, 5,25', [1, 5, 25]],
    ['12.5,100', [12.5, 100]],
  ])('reads the steps %s', (text, percents) => {
    expect(parseRamp(text)).toEqual(percents);
  });

  it.each(['', '5,', '10,5', 'all', '120:10', '25:0', '25:10:5', '-5,10'])(
    'refuses the steps "%s"',
    (text) => {
      expect(() => parseRamp(text)).toThrowError(expect.objectContaining({ kind: 'usage' }));
    },
  );

  it.each([
    [[], 1],
    [[5, 5], 1],
    [[50, 25], 1],
    [[0, 10], 1],
    [[50, 101], 1],
    [[Number.NaN], 1],
    [[1, 100], 0],
  ])('refuses the steps %j of %s hours', (percents, stepHours) => {
    expect(() => assertSoundRamp({ percents, stepHours })).toThrowError(
      expect.objectContaining({ kind: 'usage' }),
    );
  });
});
