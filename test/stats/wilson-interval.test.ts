import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/wilson-interval.json' with { type: 'json' };
import { wilsonInterval } from '../../src/stats/wilson-interval.js';
import { disagreements, rangeError } from './agreement.js';
import { anyProportion, badProportions, failuresOf } from './proportions.js';

it('agrees with scipy', () => {
  expect(
    disagreements(fixture.cases, 1e-11, ({ proportion, alpha, low, high }) => {
      const interval = wilsonInterval(proportion, alpha);
      return { low: [interval.low, low], high: [interval.high, high] };
    }),
  ).toEqual([]);
});

it('holds the share, stays within 0..1, mirrors for failures and narrows with alpha', () => {
  fc.assert(
    fc.property(anyProportion, (proportion) => {
      const { low, high } = wilsonInterval(proportion, 0.05);
      const share = proportion.successes / proportion.n;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
      expect(high).toBeLessThanOrEqual(1);
      const mirrored = wilsonInterval(failuresOf(proportion), 0.05);
      expect(mirrored.low).toBeCloseTo(1 - high, 12);
      expect(mirrored.high).toBeCloseTo(1 - low, 12);
      const narrow = wilsonInterval(proportion, 0.2);
      expect(narrow.high - narrow.low).toBeLessThan(high - low);
    }),
  );
});

it.each(badProportions)('refuses %s', (_, proportion, message) => {
  expect(() => wilsonInterval(proportion, 0.05)).toThrow(rangeError(message));
});

it('refuses an alpha of 0', () => {
  expect(() => wilsonInterval({ successes: 1, n: 2 }, 0)).toThrow(rangeError(/alpha: expected a number/));
});
