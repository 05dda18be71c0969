import type { Interval } from './interval.js';
import { normalCriticalValue } from './normal-distribution.js';
import { type Proportion, shareOf } from './proportion.js';

/**
 * Wilson's (1927) score interval of a proportion, without continuity correction: it covers the true share with
 * probability 1 - alpha, about. 0 successes give a low end of exactly 0, n of n a high end of exactly 1.
 * @throws RangeError on counts that are no proportion (n >= 1), or alpha outside 1e-300..1.
 */
export function wilsonInterval(proportion: Proportion, alpha: number): Interval {
  const { successes, n } = proportion;
  const share = shareOf('proportion', proportion);
  const z = normalCriticalValue(alpha / 2);
  const shrink = z ** 2 / n;
  const center = (share + shrink / 2) / (1 + shrink);
  const half = (z * Math.sqrt((share * (1 - share)) / n + shrink / (4 * n))) / (1 + shrink);
  return {
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === n ? 1 : Math.min(1, center + half),
  };
}
