import { mean, standardDeviation, sum } from 'simple-statistics';
import { at, requireCounts, requireSorted, type Sample } from './inputs.js';
import { walkPooled } from './pooled-walk.js';

/**
 * First Wasserstein distance of two ascending samples: the area between their distribution functions, in the unit
 * of the values.
 * @throws RangeError on an empty, unsorted or non-finite sample.
 */
export function wassersteinDistance(sortedA: Sample, sortedB: Sample): number {
  requireSorted('first sample', sortedA);
  requireSorted('second sample', sortedB);
  let area = 0;
  let previous = Math.min(at(sortedA, 0), at(sortedB, 0));
  let height = 0;
  walkPooled(sortedA, sortedB, (value, i, j) => {
    area += height * (value - previous);
    previous = value;
    height = Math.abs(i / sortedA.length - j / sortedB.length);
  });
  return area;
}

/**
 * The Wasserstein distance of two samples in reference standard deviations (see `referenceScale`); null when the
 * reference has no scale or the numbers overflow.
 * @throws RangeError on an empty, unsorted or non-finite sample.
 */
export function wassersteinNormalised(sortedReference: Sample, sortedCurrent: Sample): number | null {
  const distance = wassersteinDistance(sortedReference, sortedCurrent);
  if (distance === 0) return 0;
  // The library reads only `length` and indices, which a typed array has as well.
  const values = sortedReference as readonly number[];
  const scale = referenceScale(mean(values), standardDeviation(values));
  return scale === null || !Number.isFinite(distance) ? null : distance / scale;
}

/** A spread below this share of the mean is float rounding: the reference is a constant. */
const CONSTANT_BELOW = 1e-6;
/** A constant that moves by this share of itself has moved by one. */
const UNIT_OF_CONSTANT = 1e-3;

/**
 * What a distance from the reference is measured in: its standard deviation, or a thousandth of its mean when it is
 * a constant, so that 5 -> 5.0002 is no alarm. The floor holds for constants alone: it would hide a move of a
 * feature whose spread is honestly small beside its mean, such as a city's longitudes.
 * @returns null when there is neither spread nor mean to measure by, or they overflowed.
 */
export function referenceScale(referenceMean: number, referenceDeviation: number): number | null {
  const size = Math.abs(referenceMean);
  const scale = referenceDeviation > CONSTANT_BELOW * size ? referenceDeviation : UNIT_OF_CONSTANT * size;
  return scale > 0 && Number.isFinite(scale) ? scale : null;
}

export interface BinnedDistance {
  /** In the unit of the edges. */
  distance: number;
  /** The distance of the rows themselves lies within `distance` +- `error`. */
  error: number;
}

/**
 * The Wasserstein distance of two rows of counts, bin k spanning edges[k] to edges[k + 1], as if rows were spread
 * evenly inside their bin. Spreading a bin's rows moves each by half the bin's width at most on average, which gives
 * the error: sum of width * (reference share + current share) / 2. One wide bin at the end can make it large.
 * @throws RangeError on edges that are not finite and strictly ascending or not one more than the bins, or bad counts.
 */
export function wassersteinFromBins(
  edges: Sample,
  reference: readonly number[],
  current: readonly number[],
): BinnedDistance {
  const { n, m } = requireCounts(reference, current);
  if (edges.length !== reference.length + 1) {
    throw new RangeError(`edges: expected ${reference.length + 1}, got ${edges.length}`);
  }
  requireSorted('edges', edges);
  let before = 0;
  const bins = reference.map((count, bin) => {
    const width = at(edges, bin + 1) - at(edges, bin);
    if (width === 0) throw new RangeError(`edges[${bin + 1}]: expected strictly ascending edges`);
    const r = count / n;
    const c = at(current, bin) / m;
    const after = before + r - c;
    const area = width * meanDistanceFromZero(before, after);
    before = after;
    return { area, error: (width * (r + c)) / 2 };
  });
  return { distance: sum(bins.map(({ area }) => area)), error: sum(bins.map(({ error }) => error)) };
}

/** The mean of |y| along the straight line from y = a to y = b. */
function meanDistanceFromZero(a: number, b: number): number {
  if (a * b >= 0) return Math.abs(a + b) / 2;
  return (a * a + b * b) / (2 * Math.abs(a - b));
}
