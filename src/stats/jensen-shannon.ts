import { sum } from 'simple-statistics';
import { requireCounts } from './inputs.js';

/**
 * Jensen-Shannon distance (the square root of the divergence, in bits) of two rows of counts in the same bins:
 * 0 for equal shares, 1 for disjoint ones (Endres & Schindelin 2003).
 * @throws RangeError on different lengths, an empty side, or a count that is not a whole number >= 0.
 */
export function jensenShannonDistance(reference: readonly number[], current: readonly number[]): number {
  const { n, m } = requireCounts(reference, current);
  const terms = reference.map((count, bin) => {
    const r = count / n;
    const c = (current[bin] ?? Number.NaN) / m;
    return informationToMidpoint(r, c) + informationToMidpoint(c, r);
  });
  // Nearly equal shares can round to a sum just below zero.
  return Math.sqrt(Math.max(0, sum(terms) / 2));
}

function informationToMidpoint(p: number, q: number): number {
  return p === 0 ? 0 : p * Math.log2((2 * p) / (p + q));
}
