import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/quantile-bounds.json' with { type: 'json' };
import { quantileLowerRank, quantileUpperRank, rowsForUpperBound } from '../../src/stats/quantile-bounds.js';
import { rangeError } from './agreement.js';
import { seededRandom } from './samples.js';

it('agrees with ranks tried one by one in scipy', () => {
  expect(
    fixture.cases.map(({ n, p, alpha }) => ({
      n,
      p,
      alpha,
      lower: quantileLowerRank(n, p, alpha),
      upper: quantileUpperRank(n, p, alpha),
    })),
  ).toEqual(fixture.cases);
});

it('has no upper bound of P99 below 299 values at 95 %', () => {
  expect(rowsForUpperBound(0.99, 0.05)).toBe(299);
  expect(quantileUpperRank(298, 0.99, 0.05)).toBeNull();
  expect(quantileUpperRank(299, 0.99, 0.05)).toBe(299);
});

it('needs rowsForUpperBound values and no fewer', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 0.999),
      fc.constantFrom(0.1, 0.05, 0.025, 0.001),
      (p, alpha) => {
        const rows = rowsForUpperBound(p, alpha);
        expect(quantileUpperRank(rows, p, alpha)).not.toBeNull();
        if (rows > 1) expect(quantileUpperRank(rows - 1, p, alpha)).toBeNull();
      },
    ),
  );
});

it('holds the true quantile as often as it says', () => {
  const random = seededRandom(3);
  const [n, p, trials] = [500, 0.95, 2000];
  const [lower, upper] = [quantileLowerRank(n, p, 0.025) ?? 0, quantileUpperRank(n, p, 0.025) ?? 0];
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const values = Array.from({ length: n }, random).sort((a, b) => a - b);
    if ((values[lower - 1] ?? 1) <= p && (values[upper - 1] ?? 0) >= p) held++;
  }
  expect(held / trials).toBeGreaterThan(0.95);
  expect(held / trials).toBeLessThan(0.98);
});

it.each([
  ['no values', () => quantileUpperRank(0, 0.5, 0.05), /n: expected a whole number >= 1, got 0/],
  ['p above 1', () => quantileUpperRank(10, 1.5, 0.05), /p: expected a number from 0 to 1/],
  ['alpha that is NaN', () => quantileLowerRank(10, 0.5, Number.NaN), /alpha: expected a number/],
  ['the bound of the very end', () => rowsForUpperBound(1, 0.05), /p: expected a number from 0/],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(rangeError(message));
});
