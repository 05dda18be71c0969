import { describe, expect, it } from 'vitest';
import {
  type CandidateStanding,
  decide,
  type Progress,
  type Standing,
} from '../../src/experiments/decision.js';

const OVER: Progress = {
  units: 5000,
  minUnits: 100,
  totalUnits: 10_000,
  plannedUnits: 5000,
  hours: 48,
  durationHours: 24,
  remainingHours: 0,
};

function candidate(version: string, goal: Standing, guardrail: Standing = 'open'): CandidateStanding {
  return {
    version,
    metrics: [
      { metric: 'accuracy', role: 'goal', direction: 'higher', standing: goal },
      { metric: 'latency_ms', role: 'guardrail', direction: 'lower', standing: guardrail },
    ],
  };
}

describe('the decision of a test', () => {
  it.each([
    ['wins', 'open', 'promote'],
    ['wins', 'wins', 'promote'],
    ['wins', 'loses', 'stop-loser'],
    ['wins', 'unknown', 'inconclusive'],
    ['loses', 'open', 'stop-loser'],
    ['loses', 'wins', 'stop-loser'],
    ['open', 'open', 'inconclusive'],
    ['open', 'loses', 'stop-loser'],
    ['unknown', 'open', 'inconclusive'],
  ] as const)(
    'with a goal that %s and a guardrail that %s, after its time, is %s',
    (goal, guardrail, decision) => {
      const decided = decide([candidate('1.1.0', goal, guardrail)], OVER, []);
      expect(decided.decision).toBe(decision);
      expect(decided.winner).toBe(decision === 'promote' ? '1.1.0' : null);
      expect(decided.reasons.length).toBeGreaterThan(0);
    },
  );

  it('promotes nobody before its time, and says how long it still takes', () => {
    const decided = decide([candidate('1.1.0', 'wins')], { ...OVER, hours: 5.5 }, []);
    expect(decided).toMatchObject({ decision: 'keep-running', winner: null });
    expect(decided.reasons).toEqual(['1.1.0 wins so far', 'it has run 5 of at least 24 hours']);
  });

  it('stops a loser before its time', () => {
    expect(decide([candidate('1.1.0', 'loses')], { ...OVER, hours: 1 }, []).decision).toBe('stop-loser');
  });

  it('decides nothing on a handful of units, neither way', () => {
    for (const goal of ['wins', 'loses'] as const) {
      expect(decide([candidate('1.1.0', goal)], { ...OVER, units: 99 }, []).decision).toBe('keep-running');
    }
  });

  it('is blocked by traffic that cannot be trusted, whatever the figures say', () => {
    const decided = decide([candidate('1.1.0', 'wins')], OVER, ['sample ratio mismatch']);
    expect(decided).toMatchObject({ decision: 'blocked', winner: null, reasons: ['sample ratio mismatch'] });
  });

  it('keeps running below the planned number of units', () => {
    const decided = decide([candidate('1.1.0', 'open')], { ...OVER, totalUnits: 4999 }, []);
    expect(decided.decision).toBe('keep-running');
  });

  it('drops the arm that loses and promotes the one that wins', () => {
    const decided = decide([candidate('1.1.0', 'loses'), candidate('1.2.0', 'wins')], OVER, []);
    expect(decided).toMatchObject({ decision: 'promote', winner: '1.2.0', losers: ['1.1.0'] });
  });

  it('goes on with the arms that are left when one loses', () => {
    const decided = decide(
      [candidate('1.1.0', 'loses'), candidate('1.2.0', 'open')],
      { ...OVER, hours: 1 },
      [],
    );
    expect(decided).toMatchObject({ decision: 'keep-running', losers: ['1.1.0'] });
    expect(decided.reasons).toContain('1.1.0 loses the goal accuracy');
  });
});
