import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/newcombe-interval.json' with { type: 'json' };
import { newcombeInterval } from '../../src/stats/newcombe-interval.js';
import { disagreements, rangeError } from './agreement.js';
import { anyProportion, badProportions, failuresOf } from './proportions.js';

it('agrees with statsmodels', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ first, second, alpha, low, high }) => {
      const interval = newcombeInterval(first, second, alpha);
      return { low: [interval.low, low], high: [interval.high, high] };
    }),
  ).toEqual([]);
});

it('holds the difference, stays within -1..1, and mirrors when sides or successes and failures swap', () => {
  fc.assert(
    fc.property(anyProportion, anyProportion, (first, second) => {
      const { low, high } = newcombeInterval(first, second, 0.05);
      const difference = second.successes / second.n - first.successes / first.n;
      expect(low).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(low).toBeLessThanOrEqual(difference);
      expect(high).toBeGreaterThanOrEqual(difference);
      expect(high).toBeLessThanOrEqual(1 + 1e-12);
      for (const mirrored of [
        newcombeInterval(second, first, 0.05),
        newcombeInterval(failuresOf(first), failuresOf(second), 0.05),
      ]) {
        expect(mirrored.low).toBeCloseTo(-high, 12);
        expect(mirrored.high).toBeCloseTo(-low, 12);
      }
    }),
  );
});

it.each(badProportions)('refuses %s on either side', (_, proportion, message) => {
  const sound = { successes: 1, n: 2 };
  expect(() => newcombeInterval(proportion, sound, 0.05)).toThrow(rangeError(message));
  expect(() => newcombeInterval(sound, proportion, 0.05)).toThrow(rangeError(message));
});
