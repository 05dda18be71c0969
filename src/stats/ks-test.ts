import { requireSorted, requireWhole, requireWithin, type Sample } from './inputs.js';
import { kolmogorovSf } from './kolmogorov.js';
import { ksExactPValue } from './ks-exact.js';
import { walkPooled } from './pooled-walk.js';

export interface KsTest {
  /** D: the largest distance between the two empirical distribution functions, 0..1. */
  statistic: number;
  pValue: number;
  n: number;
  m: number;
  method: 'exact' | 'asymptotic';
}

/** Pairs of rows (n m) below which the exact p-value is a matter of milliseconds, whatever D is. */
const ALWAYS_EXACT_PAIRS = 1e6;
const EXACT_UP_TO_ROWS = 10_000;
/** A p-value this small decides the same way whatever its digits, and an exact one would cost the most. */
const NOT_WORTH_EXACTNESS = 1e-6;

/**
 * Two-sample two-sided Kolmogorov-Smirnov test on ascending samples. D is taken over the pooled distinct values;
 * with ties the p-value, made for continuous data, is on the safe side.
 *
 * The p-value is exact up to 10,000 rows a side, unless there are more than a million pairs of rows and the asymptotic
 * one is below 1e-6. It is always exact up to a million pairs: with a handful of rows on one side the asymptotic
 * p-value of D = 1 would be 0.
 * @throws RangeError on an empty, unsorted or non-finite sample.
 */
export function ksTest(sortedA: Sample, sortedB: Sample): KsTest {
  requireSorted('first sample', sortedA);
  requireSorted('second sample', sortedB);
  const n = sortedA.length;
  const m = sortedB.length;
  let gap = 0;
  walkPooled(sortedA, sortedB, (_, i, j) => {
    gap = Math.max(gap, Math.abs(i * m - j * n));
  });
  const statistic = gap / (n * m);
  const exact = { statistic, n, m, method: 'exact' } as const;
  if (n * m <= ALWAYS_EXACT_PAIRS) return { ...exact, pValue: ksExactPValue(gap, n, m) };
  const pValue = ksPValue(statistic, n, m);
  if (Math.max(n, m) <= EXACT_UP_TO_ROWS && pValue >= NOT_WORTH_EXACTNESS) {
    return { ...exact, pValue: ksExactPValue(gap, n, m) };
  }
  return { ...exact, pValue, method: 'asymptotic' };
}

/**
 * Asymptotic p-value of a two-sample D: the one-sample distribution at n m / (n + m) values, rounded (half to even,
 * as scipy does). Closer than Kolmogorov's limit series, which ignores the size.
 * @throws RangeError on a statistic outside 0..1, or n or m that is not a whole number >= 1.
 */
export function ksPValue(statistic: number, n: number, m: number): number {
  requireWithin('statistic', statistic, 0, 1);
  requireWhole('n', n, 1);
  requireWhole('m', m, 1);
  return kolmogorovSf(statistic, Math.max(1, roundHalfToEven((n * m) / (n + m))));
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (floor % 2) : Math.round(value);
}
