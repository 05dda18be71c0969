import { sum } from 'simple-statistics';
import { chiSquareCriticalValue, chiSquareSf } from './chi-square-distribution.js';
import { requireCounts, requireNonNegative, requireWhole } from './inputs.js';

export interface Psi {
  /** Sum over bins of (c - r) ln(c / r), r and c being the shares of the two sides. >= 0. */
  value: number;
  /** Bins that hold a row on either side. */
  bins: number;
  /** Whether 0.5 was added to every bin of both sides because a bin was empty on one. */
  smoothed: boolean;
}

/**
 * Population stability index of two rows of counts in the same bins. Bins empty on both sides say nothing and are
 * dropped first, so that they neither trigger the smoothing nor take a share of it.
 * @throws RangeError on different lengths, an empty side, or a count that is not a whole number >= 0.
 */
export function psi(reference: readonly number[], current: readonly number[]): Psi {
  const { n, m } = requireCounts(reference, current);
  const occupied = reference
    .map((count, bin) => [count, current[bin] ?? Number.NaN] as const)
    .filter(([r, c]) => r > 0 || c > 0);
  const smoothed = occupied.some(([r, c]) => r === 0 || c === 0);
  const added = smoothed ? 0.5 : 0;
  const terms = occupied.map(([r, c]) => {
    const referenceShare = (r + added) / (n + added * occupied.length);
    const currentShare = (c + added) / (m + added * occupied.length);
    return (currentShare - referenceShare) * Math.log(currentShare / referenceShare);
  });
  return { value: sum(terms), bins: occupied.length, smoothed };
}

/**
 * P(PSI >= value) when both sides come from one distribution: there PSI ~ (1/n + 1/m) chi-square(bins - 1), for n
 * reference and m current rows (Yurdakul & Naranjo 2020, J. Risk Model Validation 14(4)).
 * @throws RangeError on a negative or non-finite value, or n, m or bins below 1.
 */
export function psiNullPValue(value: number, n: number, m: number, bins: number): number {
  requireNonNegative('value', value);
  return chiSquareSf(value / nullScale(n, m), degreesOfFreedom(bins));
}

/** The PSI that `alpha` of such pairs of samples reach by chance; 0 for a single bin. @throws RangeError likewise. */
export function psiCriticalValue(n: number, m: number, bins: number, alpha: number): number {
  return nullScale(n, m) * chiSquareCriticalValue(degreesOfFreedom(bins), alpha);
}

/**
 * The fewest rows on one side for which, with `m` rows on the other, chance alone reaches `threshold` no more often
 * than `alpha`; null when `m` is too small for any number.
 * @throws RangeError on a negative or non-finite threshold, or m, bins or alpha out of range.
 */
export function psiRequiredRows(threshold: number, m: number, bins: number, alpha: number): number | null {
  requireNonNegative('threshold', threshold);
  requireWhole('m', m, 1);
  // (1/rows + 1/m) quantile <= threshold, solved for rows.
  const slack = threshold / chiSquareCriticalValue(degreesOfFreedom(bins), alpha) - 1 / m;
  const rows = Math.max(1, Math.ceil(1 / slack));
  return slack > 0 && Number.isSafeInteger(rows) ? rows : null;
}

function nullScale(n: number, m: number): number {
  requireWhole('n', n, 1);
  requireWhole('m', m, 1);
  return 1 / n + 1 / m;
}

function degreesOfFreedom(bins: number): number {
  requireWhole('bins', bins, 1);
  return bins - 1;
}
