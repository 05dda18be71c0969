import { binomialSf } from './binomial-test.js';
import { requireWhole, requireWithin } from './inputs.js';

/**
 * The smallest rank (1 for the least value) whose value is no less than the true p-quantile with probability
 * 1 - alpha or more, whatever the distribution; null when even the largest of n values is not, n being below
 * `rowsForUpperBound`. Fewer than `rank` of n values fall below the quantile with the chance of a binomial variable
 * (David & Nagaraja 2003, Order Statistics, 7.1). Give either bound of a two-sided interval alpha / 2.
 * @throws RangeError on n that is not a whole number >= 1, or p or alpha outside 0..1.
 */
export function quantileUpperRank(n: number, p: number, alpha: number): number | null {
  requireWhole('n', n, 1);
  requireWithin('alpha', alpha, 0, 1);
  const holds = (rank: number) => binomialSf(rank, n, p) <= alpha;
  if (!holds(n)) return null;
  let tooLow = 0;
  let highEnough = n;
  while (highEnough - tooLow > 1) {
    const middle = Math.floor((tooLow + highEnough) / 2);
    if (holds(middle)) highEnough = middle;
    else tooLow = middle;
  }
  return highEnough;
}

/** The largest rank whose value is no more than the true p-quantile with that probability: the mirror image. */
export function quantileLowerRank(n: number, p: number, alpha: number): number | null {
  const fromTop = quantileUpperRank(n, 1 - p, alpha);
  return fromTop === null ? null : n + 1 - fromTop;
}

/**
 * The fewest values of which the largest is an upper bound of the p-quantile: p^n <= alpha. 299 for P99 at 95 %.
 * @throws RangeError on p or alpha outside 0..1, or where no number is enough.
 */
export function rowsForUpperBound(p: number, alpha: number): number {
  requireWithin('p', p, 0, 1 - 1e-12);
  requireWithin('alpha', alpha, Number.MIN_VALUE, 1);
  return Math.max(1, Math.ceil(Math.log(alpha) / Math.log(p)));
}
