import { quantileSorted as interpolatedQuantile } from 'simple-statistics';
import { requireWithin, type Sample } from './inputs.js';

/**
 * The p-quantile of an ascending sample, interpolated linearly between the two nearest values: numpy's default,
 * type 7 of Hyndman & Fan (1996). The order is trusted: a thousand quantiles must not cost a thousand passes.
 * @throws RangeError on an empty sample, p outside 0..1, or when a value it needs is not finite.
 */
export function quantileSorted(sorted: Sample, p: number): number {
  requireWithin('p', p, 0, 1);
  if (sorted.length === 0) throw new RangeError('sample: expected at least one value, got none');
  // The library reads only `length` and indices, which a typed array has as well.
  const quantile = interpolatedQuantile(sorted as readonly number[], p);
  if (!Number.isFinite(quantile)) throw new RangeError(`sample: expected finite numbers, got ${quantile}`);
  return quantile;
}
