import { requireWhole } from './inputs.js';

/**
 * How likely it is that at least `outside` of `currentRows` values lie below the smallest or above the largest of
 * `referenceRows` values of the same continuous distribution.
 *
 * Whatever the distribution, all orders of the pooled values are equally likely, so the values outside are those that
 * come before the second of the reference values in a random order: a negative hypergeometric count with mean
 * 2 `currentRows` / (`referenceRows` + 1) (Gumbel and von Schelling 1950, on exceedances). Ties make it smaller.
 * @throws RangeError on counts that are not whole, no reference value, or more values outside than there are.
 */
export function outsideRangeTest(
  referenceRows: number,
  currentRows: number,
  outside: number,
): { pValue: number } {
  requireWhole('referenceRows', referenceRows, 1);
  requireWhole('currentRows', currentRows, 0);
  requireWhole('outside', outside, 0);
  if (outside > currentRows) throw new RangeError(`outside: expected at most ${currentRows}, got ${outside}`);
  // C(n + m - k, n) / C(n + m, n): that the first k of the order are all current values.
  let first = 1;
  for (let j = 0; j < outside && first > 0; j++) {
    first *= (currentRows - j) / (referenceRows + currentRows - j);
  }
  return { pValue: first * (1 + (outside * referenceRows) / (referenceRows + currentRows - outside)) };
}
