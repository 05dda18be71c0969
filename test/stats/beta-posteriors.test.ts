import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/beta-posteriors.json' with { type: 'json' };
import { compareBetaPosteriors } from '../../src/stats/beta-posteriors.js';
import { normalSf } from '../../src/stats/normal-distribution.js';
import { disagreements, rangeError } from './agreement.js';
import { anyProportion, badProportions, failuresOf } from './proportions.js';

/** Below this nobody needs digits. */
const NEGLIGIBLE = 1e-12;

it('agrees with exact integrals, and finds negligible what is', () => {
  const figures = fixture.cases.flatMap(({ first, second, ...expected }) => {
    const computed = compareBetaPosteriors(first, second);
    return [
      { first, second, computed: computed.chanceToWin, expected: expected.chanceToWin },
      { first, second, computed: computed.expectedLoss, expected: expected.expectedLoss },
    ];
  });
  const negligible = figures.filter(({ expected }) => expected < NEGLIGIBLE);
  expect(negligible.length).toBeGreaterThan(2);
  expect(negligible.filter(({ computed }) => !(computed < NEGLIGIBLE))).toEqual([]);
  expect(
    disagreements(
      figures.filter(({ expected }) => expected >= NEGLIGIBLE),
      1e-9,
      ({ computed, expected }) => ({ figure: [computed, expected] }),
    ),
  ).toEqual([]);
});

it('is what the normal law says for millions of units', () => {
  const { chanceToWin } = compareBetaPosteriors(
    { successes: 100_000, n: 1_000_000 },
    { successes: 100_300, n: 1_000_000 },
  );
  expect(chanceToWin).toBeCloseTo(normalSf(-300 / Math.sqrt(2 * 1_000_000 * 0.1 * 0.9)), 3);
});

it('shares the chance between the sides, and mirrors when failures are counted', () => {
  fc.assert(
    fc.property(anyProportion, anyProportion, (first, second) => {
      const forward = compareBetaPosteriors(first, second);
      const backward = compareBetaPosteriors(second, first);
      expect(forward.chanceToWin + backward.chanceToWin).toBeCloseTo(1, 10);
      const meanOf = ({ successes, n }: typeof first) => (successes + 1) / (n + 2);
      // max(a - b, 0) - max(b - a, 0) = a - b.
      expect(forward.expectedLoss - backward.expectedLoss).toBeCloseTo(meanOf(first) - meanOf(second), 10);
      const mirrored = compareBetaPosteriors(failuresOf(second), failuresOf(first));
      expect(mirrored.chanceToWin).toBeCloseTo(forward.chanceToWin, 10);
    }),
    { numRuns: 30 },
  );
});

it('is even for equal arms', () => {
  const arm = { successes: 3, n: 17 };
  expect(compareBetaPosteriors(arm, arm).chanceToWin).toBeCloseTo(0.5, 12);
});

it.each(badProportions)('refuses %s on either side', (_, proportion, message) => {
  const sound = { successes: 1, n: 2 };
  expect(() => compareBetaPosteriors(proportion, sound)).toThrow(rangeError(message));
  expect(() => compareBetaPosteriors(sound, proportion)).toThrow(rangeError(message));
});
