import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/performance-quantile-ranks.json' with { type: 'json' };
import { quantileRanks } from '../../src/stats/quantile-interval.js';

it('finds the ranks that trying all of them finds', () => {
  const wrong = fixture.cases.filter(({ n, p, low, high }) => {
    const ranks = quantileRanks(n, p);
    return ranks.low !== low || ranks.high !== high;
  });
  expect(wrong).toEqual([]);
});

it('has no upper bound of the 99th percentile below 299 values, and the largest one from there on', () => {
  expect(quantileRanks(298, 0.99).high).toBeNull();
  expect(quantileRanks(299, 0.99).high).toBe(299);
});

it('mirrors with the quantile', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (n, p) => {
        const { low, high } = quantileRanks(n, p);
        const mirrored = quantileRanks(n, 1 - p);
        // 1 - (1 - p) is not always p, which can move a rank by one where a probability is met exactly.
        if (high === null || mirrored.low === null)
          expect(mirrored.low).toBe(high === null ? null : expect.anything());
        else expect(Math.abs(n + 1 - high - mirrored.low)).toBeLessThanOrEqual(1);
        if (low !== null && high !== null) expect(low).toBeLessThanOrEqual(high);
      },
    ),
  );
});
