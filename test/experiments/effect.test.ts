import { describe, expect, it } from 'vitest';
import { type Effect, measureEffect } from '../../src/experiments/effect.js';
import type { Comparison } from '../../src/experiments/evidence.js';
import type { MetricSums } from '../../src/experiments/metric-sums.js';
import type { CellReadings } from '../../src/experiments/readings.js';

const SEQUENTIAL: Comparison = { method: 'sequential', alpha: 0.05, plannedUnits: 5000, minUnits: 100 };
const FIXED: Comparison = { ...SEQUENTIAL, method: 'fixed', plannedUnits: 20 };
const HIGHER = { metric: 'x', role: 'goal', direction: 'higher' } as const;
const LOWER = { ...HIGHER, direction: 'lower' } as const;

function share(successes: number, n: number): MetricSums {
  return { n, sum: successes, sumOfSquares: successes };
}

function sumsOfValues(values: readonly number[]): MetricSums {
  const sum = values.reduce((total, value) => total + value, 0);
  return { n: values.length, sum, sumOfSquares: values.reduce((total, value) => total + value * value, 0) };
}

/** One cell an hour. */
function hours(...sums: readonly MetricSums[]): CellReadings[] {
  return sums.map((cell, hour) => ({
    version: 'v',
    from: `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`,
    units: cell.n,
    metrics: cell.n === 0 ? {} : { x: cell },
  }));
}

function compare(
  control: readonly MetricSums[],
  candidate: readonly MetricSums[],
  how = SEQUENTIAL,
  spec: typeof HIGHER | typeof LOWER = HIGHER,
): Effect {
  return measureEffect(spec, how, hours(...control), hours(...candidate));
}

describe('an effect looked at any time', () => {
  it('wins or loses by the direction that is better', () => {
    const [control, candidate] = [[share(700, 1000)], [share(900, 1000)]];
    expect(compare(control, candidate).standing).toBe('wins');
    expect(compare(control, candidate, SEQUENTIAL, LOWER).standing).toBe('loses');
    expect(compare(candidate, control).standing).toBe('loses');
    expect(compare(candidate, control, SEQUENTIAL, LOWER).standing).toBe('wins');
  });

  it('is open between equals, and below the least number of units whatever the figures', () => {
    expect(compare([share(800, 1000)], [share(800, 1000)]).standing).toBe('open');
    const few = compare([share(0, 99)], [share(99, 99)]);
    expect(few).toMatchObject({
      standing: 'unknown',
      interval: null,
      reason: 'fewer than 100 units in an arm, or too few events',
    });
  });

  it('is unknown where one side has no value', () => {
    const effect = compare([share(800, 1000)], [share(0, 0)]);
    expect(effect).toMatchObject({ standing: 'unknown', difference: null, lift: null, bayes: null });
  });

  it('is unknown, and no error, when neither side varies and they differ; open when they do not', () => {
    const [low, high] = [0.1, 0.3].map((value) => [sumsOfValues(Array(500).fill(value))]);
    const effect = compare(low ?? [], high ?? []);
    expect(effect).toMatchObject({ standing: 'unknown', interval: null, reason: 'neither arm varies' });
    expect(effect.difference).toBeCloseTo(0.2, 12);
    expect(compare(low ?? [], low ?? [])).toMatchObject({ standing: 'open', pValue: 1, difference: 0 });
  });

  it('knows nothing of an arm that had no time for any event, whichever kind is rare', () => {
    // At a true 2 % one candidate in eight has no success among its first 100.
    for (const [control, candidate] of [
      [share(18, 900), share(0, 100)],
      [share(882, 900), share(100, 100)],
      [share(99, 9900), share(0, 100)],
    ] as const) {
      expect(compare([control], [candidate]).standing).toBe('unknown');
    }
    expect(compare([share(120, 6000)], [share(6, 600)]).standing).toBe('open');
  });

  it('takes few events of a small arm for chance as readily as many', () => {
    // Where 20 are to be expected, chance brings 8 or fewer once in 480 times, 34 or more once in 370 (Poisson), and 6 or
    // fewer, or 38 or more, hardly once in 4,000.
    const control = [share(180, 9000)];
    expect(compare(control, [share(8, 1000)]).standing).toBe('open');
    expect(compare(control, [share(6, 1000)]).standing).toBe('loses');
    expect(compare(control, [share(34, 1000)]).standing).toBe('open');
    expect(compare(control, [share(38, 1000)]).standing).toBe('wins');
  });

  it('sees at once that every request of a candidate fails', () => {
    expect(compare([share(0, 9900)], [share(100, 100)], SEQUENTIAL, LOWER).standing).toBe('loses');
    expect(compare([share(0, 9900)], [share(30, 100)], SEQUENTIAL, LOWER).standing).toBe('loses');
  });

  it('keeps the smallest p-value of all looks, and the interval of the last', () => {
    const early = compare([share(100, 200)], [share(170, 200)]);
    const later = compare([share(100, 200), share(900, 1000)], [share(170, 200), share(850, 1000)]);
    expect(early.standing).toBe('wins');
    expect(later.pValue).toBe(early.pValue);
    expect(later.interval?.low).toBeLessThan(0);
    expect(later).toMatchObject({ standing: 'open', reason: 'it was decided earlier, and is open again' });
  });

  it('does not depend on the order of cells within an hour', () => {
    const a = hours(share(80, 100), share(70, 100));
    const b = hours(share(60, 100), share(75, 100));
    const once = measureEffect(HIGHER, SEQUENTIAL, a, b);
    expect(measureEffect(HIGHER, SEQUENTIAL, [...a].reverse(), [...b].reverse())).toEqual(once);
  });

  it('tells the chance to win of shares alone, and by their direction', () => {
    const [control, candidate] = [[share(10, 100)], [share(13, 100)]];
    // scipy: P(Beta(14, 88) > Beta(11, 91)).
    expect(compare(control, candidate).bayes?.chanceToWin).toBeCloseTo(0.742544847, 8);
    expect(compare(control, candidate, SEQUENTIAL, LOWER).bayes?.chanceToWin).toBeCloseTo(1 - 0.742544847, 8);
    expect(compare([sumsOfValues([1, 2, 3])], [sumsOfValues([1, 2, 4])]).bayes).toBeNull();
  });
});

describe('an effect looked at once', () => {
  it('has no figure before the planned number of units', () => {
    const early = compare([share(1, 9)], [share(9, 9)], FIXED);
    expect(early).toMatchObject({
      standing: 'unknown',
      pValue: null,
      reason: '18 of the 20 units it is planned for',
    });
  });

  it('has no winner at 0 of 10 against 3 of 10: p .21 by the exact test', () => {
    const effect = compare([share(0, 10)], [share(3, 10)], FIXED);
    expect(effect.pValue).toBeCloseTo(0.21052631578947367, 10);
    expect(effect.standing).toBe('open');
  });

  it('compares shares by the pooled z test, with the interval of Newcombe', () => {
    const effect = compare([share(200, 1000)], [share(250, 1000)], FIXED);
    expect(effect.pValue).toBeCloseTo(0.0074196, 7);
    const { interval } = compare([share(48, 80)], [share(56, 70)], FIXED);
    expect(interval?.low).toBeCloseTo(0.0524, 4);
    expect(interval?.high).toBeCloseTo(0.3339, 4);
  });

  it('compares means by the test of Welch', () => {
    const effect = compare(
      [sumsOfValues([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])],
      [sumsOfValues([3, 5, 7, 9, 11, 13, 15, 17, 19, 21])],
      FIXED,
    );
    // scipy.stats.ttest_ind(..., equal_var=False)
    expect(effect.pValue).toBeCloseTo(0.009384904224990028, 10);
    expect(effect.standing).toBe('wins');
  });

  it('says the same ever after, whatever comes', () => {
    const planned = compare([share(2, 10)], [share(5, 10)], FIXED);
    const later = compare([share(2, 10), share(0, 1000)], [share(5, 10), share(1000, 1000)], FIXED);
    expect(later.pValue).toBe(planned.pValue);
    expect(later.standing).toBe(planned.standing);
  });

  it('says so when neither side varies', () => {
    const effect = compare([sumsOfValues(Array(10).fill(2))], [sumsOfValues(Array(10).fill(3))], FIXED);
    expect(effect).toMatchObject({
      standing: 'unknown',
      interval: null,
      pValue: null,
      reason: 'neither sample varies',
    });
  });
});
