import { fisherExactTest } from '../stats/fisher-exact-test.js';
import { newcombeInterval } from '../stats/newcombe-interval.js';
import type { Proportion } from '../stats/proportion.js';
import { twoProportionTest } from '../stats/two-proportion-test.js';
import { welchInterval, welchTTest } from '../stats/welch-t-test.js';
import type { Comparison, Evidence } from './evidence.js';
import { type MetricSums, momentsOf, proportionOf } from './metric-sums.js';

/** Below so many expected successes or failures the normal law is no guide. */
const LEAST_EXPECTED = 5;

/**
 * Compares once, when the planned number of units is there: shares by the pooled z test with Newcombe's interval (on
 * small counts by Fisher's exact test), means by Welch's t test. Earlier looks get no figure, since a figure that is
 * looked at until it pleases proves nothing.
 */
export function compareAtTheEnd(
  { alpha, plannedUnits }: Comparison,
  control: MetricSums,
  candidate: MetricSums,
): Evidence {
  const units = control.n + candidate.n;
  const none = (reason: string): Evidence => ({ interval: null, pValue: null, reason });
  if (control.n === 0 || candidate.n === 0) return none('an arm has no units');
  if (units < plannedUnits) return none(`${units} of the ${plannedUnits} units it is planned for`);
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
