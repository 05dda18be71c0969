import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/confidence-sequence.json' with { type: 'json' };
import { confidenceSequence, sequentialPValue, sequentialRho } from '../../src/stats/confidence-sequence.js';
import { type Difference, differenceOfMeans, differenceOfProportions } from '../../src/stats/difference.js';
import { twoProportionTest } from '../../src/stats/two-proportion-test.js';
import { disagreements, rangeError } from './agreement.js';
import { drawCounts, seededRandom } from './samples.js';

const estimate: Difference = Object.freeze({ difference: 0.1, standardError: 0.02, n: 1000 });
const anyEstimate = fc
  .record({
    difference: fc.double({ min: -10, max: 10, noNaN: true }),
    standardError: fc.double({ min: 1e-3, max: 10, noNaN: true }),
    n: fc.integer({ min: 2, max: 1e6 }),
  })
  .map((values) => Object.freeze(values));

it('agrees with gbstats, and with the p-value solved for the interval', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ alpha, plannedUnits, rho, low, high, pValue, ...given }) => {
      const interval = confidenceSequence(given, alpha, rho);
      return {
        rho: [sequentialRho(alpha, plannedUnits), rho],
        low: [interval?.low ?? Number.NaN, low],
        high: [interval?.high ?? Number.NaN, high],
        pValue: [sequentialPValue(given, rho) ?? Number.NaN, pValue],
      };
    }),
  ).toEqual([]);
});

it('has the estimate that gbstats has of two proportions', () => {
  const known = fixture.cases.flatMap(({ first, second, ...expected }) =>
    first && second ? [{ first, second, expected }] : [],
  );
  expect(known).toHaveLength(4);
  expect(
    disagreements(known, 1e-12, ({ first, second, expected }) => {
      const { difference, standardError, n } = differenceOfProportions(first, second);
      return {
        difference: [difference, expected.difference],
        standardError: [standardError, expected.standardError],
        n: [n, expected.n],
      };
    }),
  ).toEqual([]);
});

it('rejects exactly where its interval leaves out 0, and mirrors with the sign', () => {
  fc.assert(
    fc.property(anyEstimate, fc.constantFrom(0.1, 0.05, 0.01), (given, alpha) => {
      const rho = sequentialRho(alpha, 5000);
      const interval = confidenceSequence(given, alpha, rho);
      const pValue = sequentialPValue(given, rho) ?? Number.NaN;
      // Where the two are equal to rounding, either may be a digit off.
      fc.pre(Math.abs(pValue - alpha) > 1e-9);
      expect(pValue < alpha).toBe(interval !== null && (interval.low > 0 || interval.high < 0));
      const mirrored = confidenceSequence({ ...given, difference: -given.difference }, alpha, rho);
      expect(mirrored?.low).toBeCloseTo(-(interval?.high ?? Number.NaN), 9);
    }),
  );
});

it('has an interval in the unit of the values', () => {
  const first = { n: 50, mean: 3, variance: 4 };
  const second = { n: 70, mean: 5, variance: 9 };
  const inThousands = ({ n, mean, variance }: typeof first) => ({
    n,
    mean: mean / 1000,
    variance: variance / 1e6,
  });
  const rho = sequentialRho(0.05, 5000);
  const whole = confidenceSequence(differenceOfMeans(first, second), 0.05, rho);
  const small = confidenceSequence(differenceOfMeans(inThousands(first), inThousands(second)), 0.05, rho);
  expect(small?.low).toBeCloseTo((whole?.low ?? Number.NaN) / 1000, 12);
  expect(small?.high).toBeCloseTo((whole?.high ?? Number.NaN) / 1000, 12);
});

it('knows nothing where nothing varied yet', () => {
  const still = differenceOfProportions({ successes: 0, n: 10 }, { successes: 0, n: 10 });
  expect(confidenceSequence(still, 0.05, 0.1)).toBeNull();
  expect(sequentialPValue(still, 0.1)).toBeNull();
});

describe('looked at twenty times while nothing differs', () => {
  /** 1,000 experiments of two arms with the same share, looked at after every 250 units an arm. */
  const experiments = 1000;
  const random = seededRandom(11);
  let fixedHorizon = 0;
  let sequential = 0;
  for (let experiment = 0; experiment < experiments; experiment++) {
    const rho = sequentialRho(0.05, 5000);
    let [a, b, n] = [0, 0, 0];
    let smallest = { fixedHorizon: 1, sequential: 1 };
    for (let look = 0; look < 20; look++) {
      n += 250;
      a += drawCounts(random, [0.1, 0.9], 250)[0] ?? 0;
      b += drawCounts(random, [0.1, 0.9], 250)[0] ?? 0;
      const [first, second] = [
        { successes: a, n },
        { successes: b, n },
      ];
      smallest = {
        fixedHorizon: Math.min(smallest.fixedHorizon, twoProportionTest(first, second, 'two-sided').pValue),
        sequential: Math.min(
          smallest.sequential,
          sequentialPValue(differenceOfProportions(first, second), rho) ?? 1,
        ),
      };
    }
    if (smallest.fixedHorizon < 0.05) fixedHorizon++;
    if (smallest.sequential < 0.05) sequential++;
  }

  it('a fixed-horizon z test finds a winner in about a quarter', () => {
    expect(fixedHorizon / experiments).toBeGreaterThan(0.2);
    expect(fixedHorizon / experiments).toBeLessThan(0.3);
  });

  it('the sequence finds one in no more than 5 %', () => {
    expect(sequential / experiments).toBeLessThanOrEqual(0.05);
    expect(sequential).toBeGreaterThan(0);
  });
});

it.each([
  ['a negative standard error', { ...estimate, standardError: -1 }, 0.05, 0.1, /standardError: expected/],
  ['a difference that is NaN', { ...estimate, difference: Number.NaN }, 0.05, 0.1, /difference: expected/],
  ['no units', { ...estimate, n: 0 }, 0.05, 0.1, /n: expected a whole number >= 1/],
  ['alpha of 0', estimate, 0, 0.1, /alpha: expected/],
  ['rho of 0', estimate, 0.05, 0, /rho: expected/],
])('refuses %s', (_, given, alpha, rho, message) => {
  expect(() => confidenceSequence(given, alpha, rho)).toThrow(rangeError(message));
});

it('refuses to be tuned to no units', () => {
  expect(() => sequentialRho(0.05, 0)).toThrow(rangeError(/plannedUnits: expected a whole number >= 1/));
});
