import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/two-proportion-test.json' with { type: 'json' };
import { twoProportionTest } from '../../src/stats/two-proportion-test.js';
import { disagreements, rangeError } from './agreement.js';
import { anyProportion, badProportions, failuresOf } from './proportions.js';

it('agrees with statsmodels, for either side and for both', () => {
  expect(
    disagreements(fixture.cases, 1e-8, ({ first, second, statistic, twoSided, greater, less }) => {
      const test = twoProportionTest(first, second, 'two-sided');
      return {
        statistic: [test.statistic, statistic],
        twoSided: [test.pValue, twoSided],
        greater: [twoProportionTest(first, second, 'greater').pValue, greater],
        less: [twoProportionTest(first, second, 'less').pValue, less],
      };
    }),
  ).toEqual([]);
});

it('mirrors when the sides swap or failures are counted, and sees nothing between equal shares', () => {
  fc.assert(
    fc.property(anyProportion, anyProportion, (first, second) => {
      const test = twoProportionTest(first, second, 'greater');
      for (const mirrored of [
        twoProportionTest(second, first, 'less'),
        twoProportionTest(failuresOf(first), failuresOf(second), 'less'),
      ]) {
        expect(mirrored.statistic).toBeCloseTo(-test.statistic, 8);
        expect(mirrored.pValue).toBeCloseTo(test.pValue, 8);
      }
      expect(twoProportionTest(first, first, 'two-sided').pValue).toBe(1);
    }),
  );
});

it('has nothing to tell apart where nobody or everybody succeeded', () => {
  const nobody = twoProportionTest({ successes: 0, n: 10 }, { successes: 0, n: 7 }, 'two-sided');
  expect(nobody).toEqual({ difference: 0, statistic: 0, pValue: 1 });
  const everybody = twoProportionTest({ successes: 10, n: 10 }, { successes: 7, n: 7 }, 'greater');
  expect(everybody).toEqual({ difference: 0, statistic: 0, pValue: 0.5 });
});

it.each(badProportions)('refuses %s on either side', (_, proportion, message) => {
  const sound = { successes: 1, n: 2 };
  expect(() => twoProportionTest(proportion, sound, 'greater')).toThrow(rangeError(message));
  expect(() => twoProportionTest(sound, proportion, 'greater')).toThrow(rangeError(message));
});
