import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/jensen-shannon.json' with { type: 'json' };
import { jensenShannonDistance } from '../../src/stats/jensen-shannon.js';
import { disagreements, rangeError } from './agreement.js';
import { badCounts, shuffledCounts } from './samples.js';

it('agrees with scipy', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ reference, current, distance }) => ({
      distance: [jensenShannonDistance(reference, current), distance],
    })),
  ).toEqual([]);
});

it('is 0 for equal shares and 1 for disjoint ones', () => {
  expect(jensenShannonDistance([1, 2, 3], [2, 4, 6])).toBe(0);
  expect(jensenShannonDistance([1, 2, 0], [0, 0, 3])).toBe(1);
});

it('is not NaN for shares that differ by less than a sum of them can say', () => {
  expect(jensenShannonDistance([1e8, 2e8 + 3, 7e8], [1e8, 2e8, 7e8])).toBe(0);
});

it('is a distance from 0 to 1, the same from either side and in any order of the bins', () => {
  fc.assert(
    fc.property(shuffledCounts, ({ reference, current, shuffled }) => {
      const distance = jensenShannonDistance(reference, current);
      expect(jensenShannonDistance(current, reference)).toBeCloseTo(distance, 7);
      expect(jensenShannonDistance(shuffled.reference, shuffled.current)).toBeCloseTo(distance, 7);
      expect(distance).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});

it.each(badCounts)('refuses %s', (_, reference, current, message) => {
  expect(() => jensenShannonDistance(reference, current)).toThrow(rangeError(message));
});
