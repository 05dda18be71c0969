import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/kolmogorov.json' with { type: 'json' };
import { kolmogorovSf } from '../../src/stats/kolmogorov.js';
import { smirnovSf } from '../../src/stats/smirnov.js';
import { disagreements, rangeError } from './agreement.js';

const { cases } = fixture;

describe('kolmogorovSf agrees with scipy', () => {
  it.each([
    ['up to 500 values, where it is exact', cases.filter(({ n }) => n <= 500), 1e-10],
    ['above 500 values', cases.filter(({ n }) => n > 500), 1e-7],
  ])('%s', (_, some, tolerance) => {
    expect(some.length).toBeGreaterThan(100);
    expect(disagreements(some, tolerance, ({ x, n, sf }) => ({ sf: [kolmogorovSf(x, n), sf] }))).toEqual([]);
  });
});

it('sums every s-th term of the one-sided tail as well as every term', () => {
  // 3,999 values are summed in full and 4,000 in steps of two; the law itself changes by 1e-4 of that step only.
  for (const z2 of [2.3, 6, 20]) {
    const ratio = (n: number) => smirnovSf(Math.sqrt(z2 / n), n) / smirnovSf(Math.sqrt(z2 / (n - 1)), n - 1);
    expect(ratio(4000)).toBeCloseTo(ratio(3999), 7);
  }
});

it('falls as the statistic grows, across the seams between methods too', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 1e7 }));
  fc.assert(
    fc.property(sizes, fc.double({ min: 0.1, max: 4, noNaN: true }), (n, z) => {
      const x = Math.min(1, z / Math.sqrt(n));
      const further = Math.min(1, 1.001 * x);
      expect(kolmogorovSf(further, n)).toBeLessThanOrEqual(kolmogorovSf(x, n) + 1e-12);
      expect(kolmogorovSf(x, n)).toBeGreaterThanOrEqual(0);
      expect(kolmogorovSf(x, n)).toBeLessThanOrEqual(1);
    }),
  );
});

it('knows that a statistic is never below half a step nor above 1', () => {
  expect([kolmogorovSf(0, 7), kolmogorovSf(0.5 / 7, 7), kolmogorovSf(1, 7)]).toEqual([1, 1, 0]);
});

it.each([
  ['a statistic above 1', 1.1, 5, /x: expected/],
  ['a statistic that is NaN', Number.NaN, 5, /x: expected/],
  ['no values', 0.5, 0, /n: expected a whole number >= 1/],
])('refuses %s', (_, x, n, message) => {
  expect(() => kolmogorovSf(x, n)).toThrow(rangeError(message));
});
