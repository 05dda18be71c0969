import { type Moments, requireMoments } from './moments.js';
import { type Proportion, shareOf } from './proportion.js';

/** A measured difference: the second sample less the first. */
export interface Difference {
  readonly difference: number;
  /** Of the difference; neither sample's variance is assumed to be the other's. */
  readonly standardError: number;
  /** Units of both samples together. */
  readonly n: number;
}

/** @throws RangeError on moments that are none (see `requireMoments`). */
export function differenceOfMeans(first: Moments, second: Moments): Difference {
  requireMoments('first', first);
  requireMoments('second', second);
  return {
    difference: second.mean - first.mean,
    standardError: Math.sqrt(first.variance / first.n + second.variance / second.n),
    n: first.n + second.n,
  };
}

/** @throws RangeError on counts that are no proportion (n >= 1). */
export function differenceOfProportions(first: Proportion, second: Proportion): Difference {
  const p1 = shareOf('first', first);
  const p2 = shareOf('second', second);
  return {
    difference: p2 - p1,
    standardError: Math.sqrt((p1 * (1 - p1)) / first.n + (p2 * (1 - p2)) / second.n),
    n: first.n + second.n,
  };
}
