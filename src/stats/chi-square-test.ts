import { chiSquareSf } from './chi-square-distribution.js';
import { fisherExactTest } from './fisher-exact-test.js';
import { requireCounts } from './inputs.js';
import { type Category, expectedCountsTooLow, joinRareCategories, rowsIn } from './rare-categories.js';

export interface ChiSquareTest {
  /** Pearson's X2 of the table tested: after joining, and with Yates' correction when it is 2x2. */
  statistic: number;
  pValue: number;
  /** Categories of the table tested, less one. */
  df: number;
  /** Where the p-value comes from. */
  method: 'chi-square' | 'yates' | 'fisher';
  /** sqrt(X2 / rows) of the table before joining, uncorrected: 0 for equal shares, 1 for disjoint ones. */
  cramersV: number;
  /** How many categories were tested in company, being too rare or needed to make a rare one testable. */
  mergedCategories: number;
}

type Pearson = Pick<ChiSquareTest, 'statistic' | 'pValue' | 'df' | 'method'>;

/**
 * Two-way contingency test: do two rows of counts over the same categories come from one distribution? Categories
 * absent on both sides are dropped; when one is left, the statistic is 0 and p is 1.
 *
 * Where expected counts are too low for the chi-square law, a 2x2 table is tested exactly and a wider one has its
 * rare categories joined (see `joinRareCategories`). What joining may hide is then looked for in each joined category
 * by its own exact test against the rest, and the two ways to reject share the error evenly:
 * p = 2 min(p of the joined table, joined categories * smallest exact p). So a single rare category that leaps is
 * seen; a change spread thinly over categories of the same small size is not.
 * @throws RangeError on different lengths, an empty side, or a count that is not a whole number >= 0.
 */
export function chiSquareTest(reference: readonly number[], current: readonly number[]): ChiSquareTest {
  const { n, m } = requireCounts(reference, current);
  const categories = reference
    .map((count, i) => ({ reference: count, current: current[i] ?? Number.NaN }))
    .filter((category) => category.reference + category.current > 0);
  if (categories.length === 1) return { ...pearsonTest(categories), cramersV: 0, mergedCategories: 0 };
  const cramersV = Math.sqrt(pearsonStatistic(categories, 0) / (n + m));
  if (!expectedCountsTooLow(categories)) {
    return { ...pearsonTest(categories), cramersV, mergedCategories: 0 };
  }
  if (categories.length === 2) {
    const pValue = smallestExactPValue(categories.slice(0, 1), { reference: n, current: m });
    return { ...pearsonTest(categories), pValue, method: 'fisher', cramersV, mergedCategories: 0 };
  }
  return { ...joinedTest(categories), cramersV };
}

function joinedTest(categories: readonly Category[]): Pearson & { mergedCategories: number } {
  const groups = joinRareCategories(categories);
  const joined = groups.filter((group) => group.length > 1).flat();
  const asGroups = pearsonTest(groups.map(rowsIn));
  const apart = Math.min(1, joined.length * smallestExactPValue(joined, rowsIn(categories)));
  // A single group has nothing to test, so the exact tests keep the whole error to themselves.
  const ways = groups.length > 1 ? 2 : 1;
  const pValue = Math.min(1, ways * Math.min(asGroups.pValue, apart));
  const method = apart < asGroups.pValue ? 'fisher' : asGroups.method;
  return { ...asGroups, pValue, method, mergedCategories: joined.length };
}

function smallestExactPValue(categories: readonly Category[], rows: Category): number {
  return categories.reduce((smallest, { reference, current }) => {
    const test = fisherExactTest([reference, rows.reference - reference], [current, rows.current - current]);
    return Math.min(smallest, test.pValue);
  }, 1);
}

/** Pearson's test, with Yates' continuity correction for two categories. */
function pearsonTest(categories: readonly Category[]): Pearson {
  const df = categories.length - 1;
  if (df === 0) return { statistic: 0, pValue: 1, df, method: 'chi-square' };
  const statistic = pearsonStatistic(categories, df === 1 ? 0.5 : 0);
  return { statistic, pValue: chiSquareSf(statistic, df), df, method: df === 1 ? 'yates' : 'chi-square' };
}

/** Sum of (observed - expected)^2 / expected, each difference first shrunk towards 0 by `correction`. */
function pearsonStatistic(categories: readonly Category[], correction: number): number {
  const rows = rowsIn(categories);
  const all = rows.reference + rows.current;
  let statistic = 0;
  for (const { reference, current } of categories) {
    const expected = ((reference + current) * rows.reference) / all;
    const expectedCurrent = ((reference + current) * rows.current) / all;
    // The two cells of a category are off by the same number of rows, in opposite directions.
    const difference = Math.max(0, Math.abs(reference - expected) - correction);
    statistic += difference ** 2 / expected + difference ** 2 / expectedCurrent;
  }
  return statistic;
}
