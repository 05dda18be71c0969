import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ksBounds } from '../../src/stats/ks-bounds.js';
import { ksTest } from '../../src/stats/ks-test.js';
import { rangeError } from './agreement.js';
import { badCounts, pairOfCounts, sortedSample } from './samples.js';

/** Rows of a sample in the bins (-inf, edge], (edge, next edge], ..., (last edge, inf). */
function countInBins(sample: readonly number[], edges: readonly number[]): number[] {
  const counts = [...edges, Infinity].map(() => 0);
  for (const value of sample) {
    const bin = edges.findIndex((edge) => value <= edge);
    const index = bin === -1 ? edges.length : bin;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

/** A sample with these counts in the bins (k, k + 1], all rows of bin k at k + place(k). */
function sampleOf(counts: readonly number[], place: (bin: number) => number): number[] {
  return counts.flatMap((count, bin) => Array.from({ length: count }, () => bin + place(bin)));
}

it('always holds the exact D between its bounds', () => {
  const edges = fc
    .uniqueArray(fc.integer({ min: -6, max: 6 }), { maxLength: 8 })
    .map((values) => values.sort((a, b) => a - b));
  fc.assert(
    fc.property(sortedSample, sortedSample, edges, (a, b, cuts) => {
      const { lower, upper } = ksBounds(countInBins(a, cuts), countInBins(b, cuts));
      const { statistic } = ksTest(a, b);
      expect(statistic).toBeGreaterThanOrEqual(lower - 1e-12);
      expect(statistic).toBeLessThanOrEqual(upper + 1e-12);
    }),
    { numRuns: 300 },
  );
});

it('has bounds that some rows with these counts attain', () => {
  fc.assert(
    fc.property(pairOfCounts, ({ reference, current }) => {
      const { lower, upper } = ksBounds(reference, current);
      const atEdges = ksTest(
        sampleOf(reference, () => 1),
        sampleOf(current, () => 1),
      );
      expect(atEdges.statistic).toBeCloseTo(lower, 12);
      const apart = reference.flatMap((_, chosen) =>
        [0.25, 0.75].map((place) => {
          const split = (bin: number) => (bin === chosen ? place : 1);
          const other = (bin: number) => (bin === chosen ? 1 - place : 1);
          return ksTest(sampleOf(reference, split), sampleOf(current, other)).statistic;
        }),
      );
      expect(Math.max(...apart)).toBeCloseTo(upper, 12);
    }),
  );
});

it('is exactly 0 below for equal shares, and closed in where every bin has rows of one side only', () => {
  expect(ksBounds([1, 2, 3], [100, 200, 300]).lower).toBe(0);
  expect(ksBounds([5, 0, 5], [0, 10, 0])).toEqual({ lower: 0.5, upper: 0.5 });
});

it.each(badCounts)('refuses %s', (_, reference, current, message) => {
  expect(() => ksBounds(reference, current)).toThrow(rangeError(message));
});
