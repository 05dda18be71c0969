import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/sample-ratio-test.json' with { type: 'json' };
import { sampleRatioTest } from '../../src/stats/sample-ratio-test.js';
import { disagreements, rangeError } from './agreement.js';

it('agrees with scipy', () => {
  expect(
    disagreements(fixture.cases, 1e-8, ({ counts, weights, pValue, deviation }) => {
      const test = sampleRatioTest(counts, weights);
      return { pValue: [test.pValue, pValue], deviation: [test.deviation, deviation] };
    }),
  ).toEqual([]);
});

it('finds 821,588 against 815,482 units no even split', () => {
  const { pValue, mismatch } = sampleRatioTest([821_588, 815_482], [0.5, 0.5]);
  expect(pValue / 1.82e-6).toBeCloseTo(1, 2);
  expect(mismatch).toBe('ratio');
});

it('lets a significant deviation pass that is below a tenth of a point', () => {
  const { pValue, deviation, mismatch } = sampleRatioTest([50_080_000, 49_920_000], [0.5, 0.5]);
  expect(pValue).toBeLessThan(1e-9);
  expect(deviation).toBeCloseTo(0.0008, 12);
  expect(mismatch).toBe('none');
});

it('lets a large deviation pass that chance explains', () => {
  expect(sampleRatioTest([7, 3], [0.5, 0.5])).toMatchObject({ mismatch: 'none' });
});

it('finds any unit in an arm without weight, and ignores such an arm while it is empty', () => {
  expect(sampleRatioTest([5000, 5000, 1], [0.5, 0.5, 0])).toMatchObject({
    pValue: 0,
    mismatch: 'unexpected-arm',
  });
  expect(sampleRatioTest([5100, 4900, 0], [0.5, 0.5, 0])).toEqual(sampleRatioTest([5100, 4900], [0.5, 0.5]));
  expect(sampleRatioTest([10, 0], [1, 0])).toEqual({ pValue: 1, deviation: 0, mismatch: 'none' });
});

it('is the same in any order of the arms', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 5 }), (counts) => {
      fc.pre(counts.some((count) => count > 0));
      const weights = counts.map((_, i) => ((i + 1) * 2) / (counts.length * (counts.length + 1)));
      const test = sampleRatioTest(Object.freeze(counts), Object.freeze(weights));
      const reversed = sampleRatioTest([...counts].reverse(), [...weights].reverse());
      expect(reversed.pValue).toBeCloseTo(test.pValue, 12);
      expect(reversed.mismatch).toBe(test.mismatch);
    }),
  );
});

it.each([
  ['weights that do not add up to 1', [1, 2], [0.5, 0.4], /weights: expected a sum of 1, got 0.9/],
  ['a negative weight', [1, 2], [1.5, -0.5], /weights\[0\]: expected a number from 0 to 1, got 1.5/],
  ['more arms than weights', [1, 2, 3], [0.5, 0.5], /as many weights as arms, got 2 and 3/],
  ['no units', [0, 0], [0.5, 0.5], /counts: expected at least one row/],
  ['a count that is NaN', [1, Number.NaN], [0.5, 0.5], /counts\[1\]: expected a count, got NaN/],
])('refuses %s', (_, counts, weights, message) => {
  expect(() => sampleRatioTest(counts, weights)).toThrow(rangeError(message));
});
