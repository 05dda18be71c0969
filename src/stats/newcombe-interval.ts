import type { Interval } from './interval.js';
import { type Proportion, shareOf } from './proportion.js';
import { wilsonInterval } from './wilson-interval.js';

/**
 * Newcombe's (1998, Statistics in Medicine 17:873-890) hybrid score interval, method 10, of the second share less the
 * first: the distances to the ends of either share's Wilson interval, added in squares.
 * @throws RangeError on counts that are no proportion (n >= 1), or alpha outside 1e-300..1.
 */
export function newcombeInterval(first: Proportion, second: Proportion, alpha: number): Interval {
  const p1 = shareOf('first', first);
  const p2 = shareOf('second', second);
  const a = wilsonInterval(first, alpha);
  const b = wilsonInterval(second, alpha);
  return {
    low: p2 - p1 - Math.hypot(p2 - b.low, a.high - p1),
    high: p2 - p1 + Math.hypot(b.high - p2, p1 - a.low),
  };
}
