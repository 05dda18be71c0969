import { type Alternative, pValueOf } from './alternative.js';
import { normalSf } from './normal-distribution.js';
import { type Proportion, shareOf } from './proportion.js';

export interface TwoProportionTest {
  /** The second share less the first. */
  difference: number;
  /** z: the difference in standard errors, as the pooled share has them. */
  statistic: number;
  pValue: number;
}

/**
 * Two-proportion z test with the pooled variance, without continuity correction. `greater` asks whether the second
 * share is. Where nobody or everybody succeeded on both sides, the statistic is 0 and p is what no difference gives.
 * It trusts the normal law: where an expected count is below 5, use `fisherExactTest`.
 * @throws RangeError on counts that are no proportion (n >= 1).
 */
export function twoProportionTest(
  first: Proportion,
  second: Proportion,
  alternative: Alternative,
): TwoProportionTest {
  const difference = shareOf('second', second) - shareOf('first', first);
  const pooled = (first.successes + second.successes) / (first.n + second.n);
  const standardError = Math.sqrt(pooled * (1 - pooled) * (1 / first.n + 1 / second.n));
  const statistic = standardError === 0 ? 0 : difference / standardError;
  return { difference, statistic, pValue: pValueOf(statistic, alternative, normalSf) };
}
