import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/psi.json' with { type: 'json' };
import { psi, psiCriticalValue, psiNullPValue, psiRequiredRows } from '../../src/stats/psi.js';
import { disagreements, rangeError } from './agreement.js';
import { badCounts, drawCounts, seededRandom, shuffledCounts } from './samples.js';

const known = fixture.cases.filter((example) => 'known' in example);
const computed = fixture.cases.filter((example) => !('known' in example));

describe('psi', () => {
  it.each([
    ['published', known, 1e-5],
    ['independently computed', computed, 1e-11],
  ])('agrees with %s values', (_, cases, tolerance) => {
    expect(cases.length).toBeGreaterThan(1);
    expect(
      disagreements(cases, tolerance, ({ reference, current, value, bins, smoothed }) => {
        const actual = psi(reference, current);
        return {
          value: [actual.value, value],
          bins: [actual.bins, bins],
          smoothed: [Number(actual.smoothed), Number(smoothed)],
        };
      }),
    ).toEqual([]);
  });

  it('does not smooth for a bin that is empty on both sides', () => {
    expect(psi([5, 0, 3, 2], [4, 0, 4, 2])).toEqual(psi([5, 3, 2], [4, 4, 2]));
  });

  it('stays finite when a category is lost and another is new', () => {
    const { value, smoothed } = psi([100, 0], [0, 100]);
    expect(smoothed).toBe(true);
    expect(value).toBeGreaterThan(5);
    expect(value).toBeLessThan(20);
  });

  it('is the same from either side and in any order of the bins, and 0 only for equal shares', () => {
    fc.assert(
      fc.property(shuffledCounts, ({ reference, current, shuffled }) => {
        const { value, bins } = psi(reference, current);
        expect(psi(current, reference).value).toBeCloseTo(value, 12);
        expect(psi(shuffled.reference, shuffled.current).value).toBeCloseTo(value, 12);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(bins).toBeLessThanOrEqual(reference.length);
        expect(psi(reference, reference).value).toBe(0);
      }),
    );
  });

  it.each(badCounts)('refuses %s', (_, reference, current, message) => {
    expect(() => psi(reference, current)).toThrow(rangeError(message));
  });
});

describe('the null law of psi', () => {
  it('rejects about as often as it says when both sides come from one distribution', () => {
    const random = seededRandom(7);
    const shares = Array.from({ length: 10 }, () => 0.1);
    const trials = 2000;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { value, bins } = psi(drawCounts(random, shares, 1000), drawCounts(random, shares, 400));
      if (psiNullPValue(value, 1000, 400, bins) < 0.05) rejected++;
    }
    expect(rejected / trials).toBeGreaterThan(0.035);
    expect(rejected / trials).toBeLessThan(0.065);
  });

  it('says what 200 rows a side reach by chance: 0.1 in more than a third of deciles', () => {
    expect(psiNullPValue(0.1, 200, 200, 10)).toBeCloseTo(0.35, 2);
  });

  it('has the critical value where the p-value is alpha', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom(0.1, 0.05, 0.01, 1e-4, 1e-6),
        (n, m, bins, alpha) => {
          const critical = psiCriticalValue(n, m, bins, alpha);
          expect(psiNullPValue(critical, n, m, bins) / alpha).toBeCloseTo(1, 7);
        },
      ),
    );
  });

  it('finds nothing in a single bin', () => {
    expect(psiNullPValue(0, 10, 10, 1)).toBe(1);
    expect(psiCriticalValue(10, 10, 1, 0.05)).toBe(0);
    expect(psiRequiredRows(0.1, 10, 1, 0.05)).toBe(1);
  });

  it.each([
    ['no rows', () => psiNullPValue(0.1, 0, 10, 5), /n: expected a whole number >= 1, got 0/],
    ['no bins', () => psiNullPValue(0.1, 10, 10, 0), /bins: expected a whole number >= 1, got 0/],
    [
      'a PSI that is NaN',
      () => psiNullPValue(Number.NaN, 10, 10, 5),
      /value: expected a finite number >= 0, got NaN/,
    ],
    ['alpha of 0', () => psiCriticalValue(10, 10, 5, 0), /alpha: expected a number from 1e-9 to 1, got 0/],
    [
      'a negative threshold',
      () => psiRequiredRows(-0.1, 10, 5, 0.05),
      /threshold: expected a finite number >= 0, got -0.1/,
    ],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(rangeError(message));
  });
});

describe('psiRequiredRows', () => {
  it('is the smallest number of rows for which chance stays below the threshold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.02, 0.1, 0.25, 1),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 2, max: 60 }),
        fc.constantFrom(0.05, 0.001),
        (threshold, m, bins, alpha) => {
          const rows = psiRequiredRows(threshold, m, bins, alpha);
          if (rows === null) {
            expect(psiCriticalValue(Number.MAX_SAFE_INTEGER, m, bins, alpha)).toBeGreaterThanOrEqual(
              threshold,
            );
          } else {
            expect(psiCriticalValue(rows, m, bins, alpha)).toBeLessThanOrEqual(threshold);
            if (rows > 1) expect(psiCriticalValue(rows - 1, m, bins, alpha)).toBeGreaterThan(threshold);
          }
        },
      ),
    );
  });

  it('is null when the other side alone is too small', () => {
    expect(psiRequiredRows(0.1, 100, 10, 0.05)).toBeNull();
    expect(psiRequiredRows(0, 1_000_000, 10, 0.05)).toBeNull();
    expect(psiRequiredRows(0.1, 1_000_000, 10, 0.05)).toBe(170);
  });
});
