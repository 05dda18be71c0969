import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/binomial-test.json' with { type: 'json' };
import { binomialSf, binomialTest } from '../../src/stats/binomial-test.js';
import { disagreements, rangeError } from './agreement.js';
import { anyProportion, badProportions, failuresOf } from './proportions.js';

it('agrees with scipy in either direction', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ proportion, expected, greater, less }) => ({
      greater: [binomialTest(proportion, expected, 'greater').pValue, greater],
      less: [binomialTest(proportion, expected, 'less').pValue, less],
    })),
  ).toEqual([]);
});

it('is the tossing of a coin', () => {
  expect(binomialTest({ successes: 5, n: 5 }, 0.5, 'greater').pValue).toBeCloseTo(1 / 32, 14);
  expect(binomialTest({ successes: 1, n: 5 }, 0.5, 'less').pValue).toBeCloseTo(6 / 32, 14);
});

it('counts what was seen on both sides, and mirrors when failures are counted', () => {
  fc.assert(
    fc.property(anyProportion, fc.integer({ min: 1, max: 63 }), (proportion, part) => {
      const expected = part / 64;
      const greater = binomialTest(proportion, expected, 'greater').pValue;
      const less = binomialTest(proportion, expected, 'less').pValue;
      expect(greater + less).toBeGreaterThanOrEqual(1);
      expect(binomialTest(failuresOf(proportion), 1 - expected, 'less').pValue).toBeCloseTo(greater, 12);
    }),
  );
});

it('is certain where the expected share leaves nothing to chance', () => {
  expect(binomialTest({ successes: 0, n: 9 }, 0, 'greater').pValue).toBe(1);
  expect(binomialTest({ successes: 1, n: 9 }, 0, 'greater').pValue).toBe(0);
  expect(binomialTest({ successes: 9, n: 9 }, 1, 'greater').pValue).toBe(1);
  expect(binomialSf(10, 9, 0.5)).toBe(0);
});

it.each(badProportions)('refuses %s', (_, proportion, message) => {
  expect(() => binomialTest(proportion, 0.5, 'greater')).toThrow(rangeError(message));
});

it.each([-0.1, 1.1, Number.NaN])('refuses an expected share of %d', (expected) => {
  expect(() => binomialTest({ successes: 1, n: 2 }, expected, 'less')).toThrow(rangeError(/p: expected/));
});
