import { fisherExactTest } from '../stats/fisher-exact-test.js';
import { newcombeInterval } from '../stats/newcombe-interval.js';
import type { Proportion } from '../stats/proportion.js';
import { twoProportionTest } from '../stats/two-proportion-test.js';
import { welchInterval, welchTTest } from '../stats/welch-t-test.js';
import type { Comparison, Evidence } from './evidence.js';
import { looks } from './looks.js';
import { type MetricSums, momentsOf, proportionOf } from './metric-sums.js';
import type { CellReadings } from './readings.js';

/** Below so many expected successes or failures the normal law is no guide. */
const LEAST_EXPECTED = 5;

/**
 * Compares once, with the units that were there when the planned number was reached, and says the same ever after: a
 * figure that is looked at until it pleases proves nothing. Shares by the pooled z test with Newcombe's interval (on
 * small counts by Fisher's exact test), means by Welch's t test.
 */
export function compareAtTheEnd(
  metric: string,
  { alpha, plannedUnits }: Comparison,
  control: readonly CellReadings[],
  candidate: readonly CellReadings[],
): Evidence {
  const none = (reason: string): Evidence => ({ interval: null, pValue: null, reason });
  let units = 0;
  for (const [a, b] of looks(metric, control, candidate)) {
    units = a.n + b.n;
    if (units >= plannedUnits && a.n > 0 && b.n > 0) return compareOnce(a, b, alpha);
  }
  return none(`${units} of the ${plannedUnits} units it is planned for`);
}

function compareOnce(control: MetricSums, candidate: MetricSums, alpha: number): Evidence {
  const [a, b] = [proportionOf(control), proportionOf(candidate)];
  if (a !== null && b !== null) {
    return { interval: newcombeInterval(a, b, alpha), pValue: testShares(a, b), reason: null };
  }
  const [before, after] = [momentsOf(control), momentsOf(candidate)];
  const { pValue, reason } = welchTTest(before, after, 'two-sided');
  return { interval: welchInterval(before, after, alpha), pValue, reason };
}

function testShares(a: Proportion, b: Proportion): number {
  const pooled = (a.successes + b.successes) / (a.n + b.n);
  const least = Math.min(a.n, b.n) * Math.min(pooled, 1 - pooled);
  if (least >= LEAST_EXPECTED) return twoProportionTest(a, b, 'two-sided').pValue;
  return fisherExactTest([a.successes, a.n - a.successes], [b.successes, b.n - b.successes]).pValue;
}
