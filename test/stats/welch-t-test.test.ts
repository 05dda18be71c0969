import fc from 'fast-check';
import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import intervals from '../../fixtures/stats/welch-interval.json' with { type: 'json' };
import fixture from '../../fixtures/stats/welch-t-test.json' with { type: 'json' };
import type { Moments } from '../../src/stats/moments.js';
import { welchInterval, welchTTest } from '../../src/stats/welch-t-test.js';
import { disagreements, rangeError } from './agreement.js';

const momentsOf = (values: readonly number[]): Moments => ({
  n: values.length,
  mean: mean([...values]),
  variance: sampleVariance([...values]),
});

const anyMoments: fc.Arbitrary<Moments> = fc
  .record({
    n: fc.integer({ min: 2, max: 1000 }),
    mean: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    variance: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
  })
  .map((moments) => Object.freeze(moments));

describe('welchTTest', () => {
  it('agrees with scipy, for either side and for both', () => {
    expect(
      disagreements(fixture.cases, 1e-8, ({ first, second, statistic, twoSided, greater, less }) => {
        const test = welchTTest(first, second, 'two-sided');
        return {
          statistic: [test.statistic ?? Number.NaN, statistic],
          twoSided: [test.pValue ?? Number.NaN, twoSided],
          greater: [welchTTest(first, second, 'greater').pValue ?? Number.NaN, greater],
          less: [welchTTest(first, second, 'less').pValue ?? Number.NaN, less],
        };
      }),
    ).toEqual([]);
  });

  it('mirrors when the sides swap, and does not see a change of unit', () => {
    fc.assert(
      fc.property(anyMoments, anyMoments, fc.constantFrom(2 ** -40, 2 ** 40), (first, second, unit) => {
        const test = welchTTest(first, second, 'greater');
        const mirrored = welchTTest(second, first, 'less');
        expect(mirrored.pValue).toBeCloseTo(test.pValue ?? Number.NaN, 12);
        expect(mirrored.df).toBeCloseTo(test.df ?? Number.NaN, 6);
        const inUnit = ({ n, mean, variance }: Moments) => ({
          n,
          mean: mean * unit,
          variance: variance * unit ** 2,
        });
        expect(welchTTest(inUnit(first), inUnit(second), 'greater').pValue).toBeCloseTo(
          test.pValue ?? Number.NaN,
          12,
        );
      }),
    );
  });

  it('has degrees of freedom between the smaller sample and both together', () => {
    fc.assert(
      fc.property(anyMoments, anyMoments, (first, second) => {
        const { df } = welchTTest(first, second, 'two-sided');
        expect(df).toBeGreaterThanOrEqual((Math.min(first.n, second.n) - 1) * (1 - 1e-12));
        expect(df).toBeLessThanOrEqual((first.n + second.n - 2) * (1 + 1e-12));
      }),
    );
  });

  it('keeps its digits for variances whose squares are no numbers', () => {
    const tiny = { n: 10, mean: 1, variance: 1e-250 };
    const huge = { n: 10, mean: 1, variance: 1e250 };
    expect(welchTTest(tiny, tiny, 'two-sided')).toMatchObject({ df: 18, pValue: 1 });
    expect(welchTTest(huge, huge, 'two-sided')).toMatchObject({ df: 18, pValue: 1 });
  });

  it.each([
    ['samples that do not vary', { n: 5, mean: 1, variance: 0 }, /^neither sample varies$/],
    ['a single value', { n: 1, mean: 1, variance: 0 }, /^a sample of one value has no variance$/],
  ])('gives a reason in place of a p-value for %s', (_, moments, reason) => {
    for (const mean of [1, 2]) {
      const test = welchTTest(moments, { ...moments, mean }, 'two-sided');
      expect(test).toEqual({
        difference: mean - 1,
        statistic: null,
        df: null,
        pValue: null,
        reason: expect.stringMatching(reason),
      });
      expect(welchInterval(moments, { ...moments, mean }, 0.05)).toBeNull();
    }
  });

  it('gives a reason where the difference overflows', () => {
    const at = (mean: number) => ({ n: 5, mean, variance: 1 });
    expect(welchTTest(at(-1e308), at(1e308), 'two-sided')).toMatchObject({
      difference: null,
      pValue: null,
      reason: 'the values are too large',
    });
  });

  it.each([
    ['an empty sample', { n: 0, mean: 0, variance: 0 }, /first\.n: expected a whole number >= 1, got 0/],
    ['a mean that is NaN', { n: 2, mean: Number.NaN, variance: 1 }, /first\.mean: expected a number/],
    [
      'a negative variance',
      { n: 2, mean: 0, variance: -1 },
      /first\.variance: expected a finite number >= 0/,
    ],
  ])('refuses %s', (_, moments, message) => {
    expect(() => welchTTest(moments, { n: 2, mean: 0, variance: 1 }, 'two-sided')).toThrow(
      rangeError(message),
    );
  });
});

it('welchInterval agrees with statsmodels on the values themselves, and so do the degrees of freedom', () => {
  expect(
    disagreements(intervals.cases, 1e-8, ({ first, second, df, low, high }) => {
      const [a, b] = [momentsOf(first), momentsOf(second)];
      const interval = welchInterval(a, b, 0.05);
      return {
        df: [welchTTest(a, b, 'two-sided').df ?? Number.NaN, df],
        low: [interval?.low ?? Number.NaN, low],
        high: [interval?.high ?? Number.NaN, high],
      };
    }),
  ).toEqual([]);
});
