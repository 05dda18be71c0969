import { at, requireCounts } from './inputs.js';

/**
 * What counts in common bins say of the two-sample D of the rows behind them.
 *
 * `lower` is the largest distance between the two distribution functions at the bin edges, where both are known.
 * `upper` adds what can happen inside a bin: the distance is largest there when all rows of one side come before all
 * of the other, so both bounds are attained by some data with these counts, and no tighter ones exist.
 * @throws RangeError on different lengths, an empty side, or a count that is not a whole number >= 0.
 */
export function ksBounds(
  reference: readonly number[],
  current: readonly number[],
): { lower: number; upper: number } {
  const { n, m } = requireCounts(reference, current);
  // Row counts times the other side's size stay whole, so equal distributions give exactly 0.
  let below = { reference: 0, current: 0 };
  let lower = 0;
  let upper = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const through = {
      reference: below.reference + at(reference, bin) * m,
      current: below.current + at(current, bin) * n,
    };
    lower = Math.max(lower, Math.abs(through.reference - through.current));
    upper = Math.max(upper, through.reference - below.current, through.current - below.reference);
    below = through;
  }
  return { lower: lower / (n * m), upper: upper / (n * m) };
}
