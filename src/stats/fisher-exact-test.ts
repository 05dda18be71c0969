import { at, requireCounts } from './inputs.js';

/** Tables this close in probability count as equally likely: equal ones differ by rounding. */
const EQUALLY_LIKELY = 1 + 1e-7;

/**
 * Fisher's exact test of a 2x2 table, two-sided: the chance, with all four margins fixed, of a table no likelier than
 * the one seen.
 * @param reference Counts of the two categories on the reference side; `current` likewise.
 * @throws RangeError on an empty side, or a count that is not a whole number >= 0.
 */
export function fisherExactTest(
  reference: readonly [number, number],
  current: readonly [number, number],
): { pValue: number } {
  const { n, m } = requireCounts(reference, current);
  const seen = reference[0];
  const total = reference[0] + current[0];
  const low = Math.max(0, total - m);
  const high = Math.min(total, n);
  // Weights relative to the likeliest table, walked outwards from it: none overflows, far ones fade to 0.
  const mode = Math.floor(((total + 1) * (n + 1)) / (n + m + 2));
  const weights = new Float64Array(high - low + 1);
  let weight = 1;
  for (let x = mode; x <= high; x++) {
    weights[x - low] = weight;
    weight *= ((total - x) / (x + 1)) * ((n - x) / (m - total + x + 1));
  }
  weight = 1;
  for (let x = mode; x >= low; x--) {
    weights[x - low] = weight;
    weight *= (x / (total - x + 1)) * ((m - total + x) / (n - x + 1));
  }
  const limit = at(weights, seen - low) * EQUALLY_LIKELY;
  const noLikelier = weights.filter((w) => w <= limit);
  return { pValue: totalOf(noLikelier) / totalOf(weights) };
}

function totalOf(weights: Float64Array): number {
  return weights.reduce((total, w) => total + w, 0);
}
