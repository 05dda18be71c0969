import { requireWithin } from './inputs.js';

/**
 * P-values adjusted for the false discovery rate, in the order given (Benjamini & Hochberg 1995, step-up). Rejecting
 * where the adjusted value is below alpha keeps the expected share of false rejections below alpha.
 * @throws RangeError on a p-value outside 0..1.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  for (const [i, p] of pValues.entries()) requireWithin(`pValues[${i}]`, p, 0, 1);
  const descending = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (const [place, { p, index }] of descending.entries()) {
    const rank = pValues.length - place;
    // In this order of operations rounding never takes an adjusted value below its p-value.
    smallest = Math.min(smallest, p * (pValues.length / rank));
    adjusted[index] = smallest;
  }
  return adjusted;
}
