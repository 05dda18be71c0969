import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/fisher-exact-test.json' with { type: 'json' };
import { fisherExactTest } from '../../src/stats/fisher-exact-test.js';
import { disagreements } from './agreement.js';

const pair = (counts: readonly number[]): readonly [number, number] => [counts[0] ?? NaN, counts[1] ?? NaN];

it('agrees with scipy', () => {
  expect(
    disagreements(fixture.cases, 1e-10, ({ reference, current, pValue }) => ({
      pValue: [fisherExactTest(pair(reference), pair(current)).pValue, pValue],
    })),
  ).toEqual([]);
});

it('is the same for either order of sides and of categories', () => {
  const counts = fc.tuple(fc.nat(300), fc.nat(300)).filter(([a, b]) => a + b > 0);
  fc.assert(
    fc.property(counts, counts, ([a, b], [c, d]) => {
      const { pValue } = fisherExactTest([a, b], [c, d]);
      expect(fisherExactTest([c, d], [a, b]).pValue).toBeCloseTo(pValue, 10);
      expect(fisherExactTest([b, a], [d, c]).pValue).toBeCloseTo(pValue, 10);
      expect(pValue).toBeGreaterThan(0);
      expect(pValue).toBeLessThanOrEqual(1);
    }),
  );
});

it('finds no winner in 0 of 10 against 3 of 10', () => {
  expect(fisherExactTest([0, 10], [3, 7]).pValue).toBeCloseTo(0.2105, 4);
});

it('refuses a side without rows', () => {
  expect(() => fisherExactTest([0, 0], [1, 2])).toThrow(RangeError);
});
