import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/chi-square-test.json' with { type: 'json' };
import rare from '../../fixtures/stats/rare-categories.json' with { type: 'json' };
import { chiSquareTest } from '../../src/stats/chi-square-test.js';
import { joinRareCategories } from '../../src/stats/rare-categories.js';
import { disagreements, rangeError } from './agreement.js';
import { badCounts, drawCounts, seededRandom, shuffledCounts } from './samples.js';

/** `count` shares falling like 1 / rank, adding up to 1. */
function fallingShares(count: number): number[] {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe('with enough rows', () => {
  it("agrees with scipy, with Yates' correction and Fisher's test for 2x2 tables", () => {
    expect(new Set(fixture.cases.map(({ method }) => method))).toEqual(
      new Set(['chi-square', 'yates', 'fisher']),
    );
    expect(
      disagreements(fixture.cases, 1e-9, ({ reference, current, ...expected }) => {
        const actual = chiSquareTest(reference, current);
        return {
          statistic: [actual.statistic, expected.statistic],
          pValue: [actual.pValue, expected.pValue],
          df: [actual.df, expected.df],
          cramersV: [actual.cramersV, expected.cramersV],
          method: [Number(actual.method === expected.method), 1],
        };
      }),
    ).toEqual([]);
  });

  it('drops categories absent on both sides', () => {
    expect(chiSquareTest([10, 0, 10, 20], [20, 0, 20, 20])).toEqual(
      chiSquareTest([10, 10, 20], [20, 20, 20]),
    );
  });

  it('has nothing to say of a single category', () => {
    expect(chiSquareTest([1_234_567, 0], [89, 0])).toEqual({
      statistic: 0,
      pValue: 1,
      df: 0,
      method: 'chi-square',
      cramersV: 0,
      mergedCategories: 0,
    });
  });

  it('is the same in any order of the categories and from either side, rare ones included', () => {
    fc.assert(
      fc.property(shuffledCounts, ({ reference, current, shuffled }) => {
        const { pValue, cramersV, mergedCategories } = chiSquareTest(reference, current);
        const reordered = chiSquareTest(shuffled.reference, shuffled.current);
        expect(reordered.pValue).toBeCloseTo(pValue, 10);
        expect(reordered.mergedCategories).toBe(mergedCategories);
        expect(chiSquareTest(current, reference).pValue).toBeCloseTo(pValue, 10);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(cramersV).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it.each(badCounts)('refuses %s', (_, reference, current, message) => {
    expect(() => chiSquareTest(reference, current)).toThrow(rangeError(message));
  });
});

describe('with rare categories', () => {
  it.each(rare.cases)('joins $reference and $current as groups found by hand', (example) => {
    const { reference, current, groups, ...expected } = example;
    const categories = reference.map((count, i) => ({ reference: count, current: current[i] ?? NaN }));
    const expectedGroups = groups.map((group) => group.map((i) => categories[i]));
    const bySize = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    const ordered = (list: unknown[][]) => list.map((group) => [...group].sort(bySize)).sort(bySize);
    expect(ordered(joinRareCategories(categories))).toEqual(ordered(expectedGroups));
    const actual = chiSquareTest(reference, current);
    expect(actual).toMatchObject({
      method: expected.method,
      df: expected.df,
      mergedCategories: expected.mergedCategories,
    });
    expect(actual.pValue).toBeCloseTo(expected.pValue, 10);
    expect(actual.statistic).toBeCloseTo(expected.statistic, 10);
  });

  it.each([
    [20, 20, 5],
    [100, 20, 20],
    [1000, 30, 20],
    [1000, 30, 200],
    [500, 500, 200],
  ])('keeps its level with %i and %i rows in %i categories', (n, m, count) => {
    const random = seededRandom(n + m + count);
    const shares = fallingShares(count);
    const trials = 400;
    let rejected = 0;
    let joined = 0;
    for (let trial = 0; trial < trials; trial++) {
      const test = chiSquareTest(drawCounts(random, shares, n), drawCounts(random, shares, m));
      if (test.pValue < 0.05) rejected++;
      if (test.mergedCategories > 0) joined++;
    }
    expect(joined / trials).toBeGreaterThan(0.9);
    expect(rejected / trials).toBeLessThan(0.07);
  });

  it('sees one category of a hundred take over a small window', () => {
    const reference = Array.from({ length: 100 }, () => 50);
    const current = Array.from({ length: 100 }, (_, i) => (i === 7 ? 6 : i % 7 === 0 ? 1 : 0));
    expect(chiSquareTest(reference, current).pValue).toBeLessThan(1e-3);
  });

  it('sees half of five hundred categories vanish', () => {
    const reference = Array.from({ length: 500 }, () => 2);
    const current = Array.from({ length: 500 }, (_, i) => (i % 2) * 4);
    expect(chiSquareTest(reference, current).pValue).toBeLessThan(1e-6);
  });

  it('is no surer of a difference than three against three rows can be', () => {
    expect(chiSquareTest([3, 0], [0, 3]).pValue).toBeCloseTo(0.1, 12);
  });
});
