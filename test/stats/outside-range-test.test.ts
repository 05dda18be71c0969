import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/outside-range-test.json' with { type: 'json' };
import { outsideRangeTest } from '../../src/stats/outside-range-test.js';
import { disagreements, rangeError } from './agreement.js';
import { seededRandom } from './samples.js';

it('agrees with scipy', () => {
  expect(
    disagreements(fixture.cases, 1e-8, ({ referenceRows, currentRows, outside, pValue }) => ({
      pValue: [outsideRangeTest(referenceRows, currentRows, outside).pValue, pValue],
    })),
  ).toEqual([]);
});

it('expects one new value of a thousand beyond a thousand old ones about twice', () => {
  expect(outsideRangeTest(1000, 1000, 1).pValue).toBeGreaterThan(0.7);
  expect(outsideRangeTest(1000, 1000, 5).pValue).toBeGreaterThan(0.05);
  expect(outsideRangeTest(1000, 1000, 12).pValue).toBeLessThan(0.01);
});

it('is rarely significant in samples of one distribution', () => {
  const random = seededRandom(5);
  const runs = 400;
  let significant = 0;
  for (let run = 0; run < runs; run++) {
    const reference = Array.from({ length: 100 }, random);
    const [low, high] = [Math.min(...reference), Math.max(...reference)];
    const outside = Array.from({ length: 200 }, random).filter((value) => value < low || value > high).length;
    if (outsideRangeTest(100, 200, outside).pValue < 0.05) significant++;
  }
  expect(significant / runs).toBeLessThan(0.08);
  expect(significant).toBeGreaterThan(0);
});

it('is a probability that falls with each further value outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 60 }), (reference, current) => {
      let previous = 1;
      for (let outside = 0; outside <= current; outside++) {
        const { pValue } = outsideRangeTest(reference, current, outside);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(previous + 1e-12);
        previous = pValue;
      }
    }),
  );
});

it('refuses counts that make no sense', () => {
  expect(() => outsideRangeTest(0, 1, 0)).toThrow(rangeError(/referenceRows/));
  expect(() => outsideRangeTest(1, 1, 2)).toThrow(rangeError(/^outside: expected at most 1, got 2$/));
  expect(() => outsideRangeTest(1, 1.5, 0)).toThrow(rangeError(/currentRows/));
});
