import { confidenceSequence, sequentialPValue, sequentialRho } from '../stats/confidence-sequence.js';
import { type Difference, differenceOfMeans } from '../stats/difference.js';
import type { Interval } from '../stats/interval.js';
import type { Proportion } from '../stats/proportion.js';
import type { Comparison, Evidence } from './evidence.js';
import { looks } from './looks.js';
import { type MetricSums, momentsOf, proportionOf } from './metric-sums.js';
import type { CellReadings } from './readings.js';

/**
 * Looks at a difference after each cell of time, as somebody may have done. The interval is that of the last look,
 * which holds for the average difference so far whenever the test is stopped; the p-value is the smallest of all looks,
 * which is as valid as any of them. Looks with fewer than `minUnits` in an arm, or too few events, are left out: the
 * sequence is an asymptotic one.
 */
export function compareAtEveryLook(
  metric: string,
  { alpha, plannedUnits, minUnits }: Comparison,
  control: readonly CellReadings[],
  candidate: readonly CellReadings[],
): Evidence {
  const rho = sequentialRho(alpha, plannedUnits);
  let interval: Interval | null = null;
  let pValue: number | null = null;
  for (const [a, b] of looks(metric, control, candidate)) {
    if (Math.min(a.n, b.n) < Math.max(2, minUnits) || isRare(a, b)) continue;
    const estimate = estimateDifference(a, b);
    const isSame = estimate.standardError === 0 && estimate.difference === 0;
    interval = isSame ? { low: 0, high: 0 } : confidenceSequence(estimate, alpha, rho);
    pValue = Math.min(pValue ?? 1, (isSame ? null : sequentialPValue(estimate, rho)) ?? 1);
  }
  if (pValue === null)
    return {
      interval: null,
      pValue: null,
      reason: `fewer than ${minUnits} units in an arm, or too few events`,
    };
  if (interval === null) return { interval: null, pValue: null, reason: 'neither arm varies' };
  const isOpenAgain = pValue < alpha && interval.low <= 0 && interval.high >= 0;
  return { interval, pValue, reason: isOpenAgain ? 'it was decided earlier, and is open again' : null };
}

/** Below so many successes or failures the normal law is no guide. */
const LEAST_EVENTS = 10;

/** Whether the smaller arm neither had nor should have had so many events of either kind. */
function isRare(a: MetricSums, b: MetricSums): boolean {
  const [first, second] = [proportionOf(a), proportionOf(b)];
  if (first === null || second === null) return false;
  const smaller = first.n < second.n ? first : second;
  const pooled = (first.successes + second.successes) / (first.n + second.n);
  const successes = Math.max(smaller.successes, pooled * smaller.n);
  const failures = Math.max(smaller.n - smaller.successes, (1 - pooled) * smaller.n);
  // That nothing of a kind happened on either side is known well enough.
  const never = pooled === 0 || pooled === 1;
  return !never && Math.min(successes, failures) < LEAST_EVENTS;
}

/**
 * Of shares, the variance is the mean of the pooled and the unpooled one. Between equals both estimate the same, but in a
 * small arm of rare events each is too small on one side: the unpooled one after few events, the pooled one after many.
 * Their mean is that of the arcsine transformation, which makes variances alike, to the first order (Anscombe 1948,
 * Biometrika 35:246-254).
 */
function estimateDifference(a: MetricSums, b: MetricSums): Difference {
  const estimate = differenceOfMeans(momentsOf(a), momentsOf(b));
  const [first, second] = [proportionOf(a), proportionOf(b)];
  if (first === null || second === null) return estimate;
  const pooled = varianceOfUnit({ successes: first.successes + second.successes, n: first.n + second.n });
  const ofArm = (arm: Proportion) => (varianceOfUnit(arm) + pooled) / 2 / arm.n;
  return { ...estimate, standardError: Math.sqrt(ofArm(first) + ofArm(second)) };
}

/**
 * A share of none or all is not known without error: half a success and half a failure more (Agresti & Caffo 2000,
 * American Statistician 54:280-288, take one) keep its variance from being 0.
 */
function varianceOfUnit({ successes, n }: Proportion): number {
  const share = (successes + 0.5) / (n + 1);
  return share * (1 - share);
}
