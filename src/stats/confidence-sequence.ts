import type { Difference } from './difference.js';
import { requireNonNegative, requireWhole, requireWithin } from './inputs.js';
import type { Interval } from './interval.js';

/**
 * Asymptotic confidence sequences of a difference: intervals that may be looked at after every unit, with a chance of
 * at most about alpha that any of them ever misses (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, arXiv 2103.06476,
 * eq. 9, 155 and 161). The tuning `rho` must be fixed before the first look.
 */

/**
 * The rho that makes the interval tightest, about, when `plannedUnits` have been seen.
 * @throws RangeError on alpha outside 1e-300..1, or planned units that are not a whole number >= 1.
 */
export function sequentialRho(alpha: number, plannedUnits: number): number {
  requireWithin('alpha', alpha, 1e-300, 1);
  requireWhole('plannedUnits', plannedUnits, 1);
  const logAlpha = Math.log(alpha);
  return Math.sqrt((-2 * logAlpha + Math.log(1 - 2 * logAlpha)) / plannedUnits);
}

/**
 * The interval at this look; null when the standard error is 0: nothing varied yet, so nothing is known of the error.
 * @throws RangeError on a negative or non-finite standard error, n below 1, or alpha or rho out of range.
 */
export function confidenceSequence(estimate: Difference, alpha: number, rho: number): Interval | null {
  requireWithin('alpha', alpha, 1e-300, 1);
  const information = informationOf(estimate, rho);
  if (estimate.standardError === 0) return null;
  const { difference, standardError, n } = estimate;
  const variance = standardError ** 2 * n;
  const bound = Math.log(Math.sqrt(information + 1) / alpha);
  const half = Math.sqrt(variance) * Math.sqrt(((2 * (information + 1)) / (n * rho) ** 2) * bound);
  return { low: difference - half, high: difference + half };
}

/**
 * The p-value at this look, below alpha exactly when `confidenceSequence` leaves out 0. The smallest of all looks so
 * far is valid as well, and is the one to report. Null when the standard error is 0.
 * @throws RangeError likewise.
 */
export function sequentialPValue(estimate: Difference, rho: number): number | null {
  const information = informationOf(estimate, rho);
  const { difference, standardError, n } = estimate;
  if (standardError === 0) return null;
  const squared = (difference / standardError) ** 2 * n;
  const logEvidence = (rho ** 2 * squared) / (2 * (information + 1)) - Math.log(information + 1) / 2;
  return Math.exp(-Math.max(0, logEvidence));
}

/** n rho^2, once all is in range. */
function informationOf({ difference, standardError, n }: Difference, rho: number): number {
  requireWithin('difference', difference, -Number.MAX_VALUE, Number.MAX_VALUE);
  requireNonNegative('standardError', standardError);
  requireWhole('n', n, 1);
  requireWithin('rho', rho, 1e-9, 1e9);
  return n * rho ** 2;
}
