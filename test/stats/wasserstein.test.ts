import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/wasserstein.json' with { type: 'json' };
import {
  referenceScale,
  wassersteinDistance,
  wassersteinFromBins,
  wassersteinNormalised,
} from '../../src/stats/wasserstein.js';
import { disagreements, rangeError } from './agreement.js';
import { badCounts, badSamples, sortedSample } from './samples.js';

const constant = (value: number) => Array.from({ length: 50 }, () => value);

describe('wassersteinDistance', () => {
  it('agrees with scipy, and in reference standard deviations with numpy', () => {
    expect(
      disagreements(fixture.cases, 1e-9, ({ a, b, distance, sd }) => ({
        distance: [wassersteinDistance(a, b), distance],
        ...(sd > 0 && { normalised: [wassersteinNormalised(a, b) ?? NaN, distance / sd] as const }),
      })),
    ).toEqual([]);
  });

  it('is the same from either side, and grows with the scale', () => {
    fc.assert(
      fc.property(sortedSample, sortedSample, (a, b) => {
        const distance = wassersteinDistance(a, b);
        expect(wassersteinDistance(b, a)).toBe(distance);
        expect(wassersteinDistance(a, a)).toBe(0);
        const scaled = (sample: readonly number[]) => sample.map((value) => 4 * value);
        expect(wassersteinDistance(scaled(a), scaled(b))).toBe(4 * distance);
      }),
    );
  });

  it.each(badSamples)('refuses a sample with %s', (_, sample, message) => {
    expect(() => wassersteinDistance(sample, [1])).toThrow(rangeError(message));
    expect(() => wassersteinDistance([1], sample)).toThrow(rangeError(message));
  });
});

describe('wassersteinNormalised', () => {
  it('raises no alarm over a constant of 5 that reads 5.0002', () => {
    expect(wassersteinNormalised(constant(5), constant(5.0002))).toBeCloseTo(0.04, 10);
  });

  it('sees a constant move by a tenth of itself', () => {
    expect(wassersteinNormalised(constant(5), constant(5.5))).toBeGreaterThan(1);
  });

  it('takes rounding noise around a constant for a constant', () => {
    const noisy = constant(5).map((value, i) => value + i * 1e-9);
    expect(wassersteinNormalised(noisy, constant(5.0002))).toBeLessThan(0.05);
  });

  it('sees a move within a city, where the spread is small beside the longitude itself', () => {
    const longitudes = Array.from({ length: 100 }, (_, i) => -74 + i * 1e-3);
    expect(
      wassersteinNormalised(
        longitudes,
        longitudes.map((value) => value + 0.03),
      ),
    ).toBeGreaterThan(0.9);
  });

  it('does not measure where there is no scale or the numbers overflow', () => {
    expect(wassersteinNormalised([0, 0], [1, 1])).toBeNull();
    expect(wassersteinNormalised([0, 0], [0, 0])).toBe(0);
    expect(wassersteinNormalised([-1e308, 1e308], [1, 1])).toBeNull();
    expect(wassersteinNormalised([-1e308, -1e308], [1e308])).toBeNull();
    expect(referenceScale(Number.NaN, Number.NaN)).toBeNull();
  });
});

describe('wassersteinFromBins', () => {
  it('is off by no more than it says', () => {
    fc.assert(
      fc.property(sortedSample, sortedSample, fc.integer({ min: 1, max: 12 }), (a, b, bins) => {
        const low = Math.min(a[0] ?? NaN, b[0] ?? NaN) - 1;
        const high = Math.max(a.at(-1) ?? NaN, b.at(-1) ?? NaN) + 1;
        const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
        const counts = (sample: readonly number[]) => {
          const inBins = edges.slice(1).map(() => 0);
          for (const value of sample) {
            const bin = Math.min(bins - 1, edges.findIndex((edge) => value < edge) - 1);
            inBins[bin] = (inBins[bin] ?? 0) + 1;
          }
          return inBins;
        };
        const { distance, error } = wassersteinFromBins(edges, counts(a), counts(b));
        expect(Math.abs(distance - wassersteinDistance(a, b))).toBeLessThanOrEqual(error * (1 + 1e-9));
      }),
    );
  });

  it('is exact for rows that are spread evenly', () => {
    const even = (from: number, to: number) =>
      Array.from({ length: 1000 }, (_, i) => from + ((to - from) * (i + 0.5)) / 1000);
    const exact = wassersteinDistance(
      even(0, 2),
      [...even(0, 1), ...even(1, 2).slice(0, 500)].sort((a, b) => a - b),
    );
    expect(wassersteinFromBins([0, 1, 2], [1, 1], [1, 1]).distance).toBe(0);
    expect(wassersteinFromBins([0, 1, 1.5, 2], [2, 1, 1], [2, 1, 0]).distance).toBeCloseTo(exact, 3);
  });

  it('crosses zero inside a bin', () => {
    // F - G runs from 1/2 to -1/2 over the middle bin: an area of 1/4 there, and 1/4 on either side.
    expect(wassersteinFromBins([0, 1, 2, 3], [1, 0, 1], [0, 2, 0]).distance).toBeCloseTo(0.75, 14);
  });

  it.each([
    ['edges that are not one more than the bins', [0, 1], /edges: expected 3, got 2/],
    ['edges that stand still', [0, 1, 1], /edges\[2\]: expected strictly ascending edges/],
    ['an open end', [0, 1, Infinity], /edges\[2\]: expected a finite number/],
  ])('refuses %s', (_, edges, message) => {
    expect(() => wassersteinFromBins(edges, [1, 1], [1, 1])).toThrow(rangeError(message));
  });

  it.each(badCounts)('refuses %s', (_, reference, current, message) => {
    const edges = [...reference, 0].map((_, i) => i);
    expect(() => wassersteinFromBins(edges, reference, current)).toThrow(rangeError(message));
  });
});
