import * as v from 'valibot';
import { chiSquareTest } from '../stats/chi-square-test.js';
import type { Sample } from '../stats/inputs.js';
import { ksBounds } from '../stats/ks-bounds.js';
import { ksPValue, ksTest } from '../stats/ks-test.js';
import type { Category } from '../stats/rare-categories.js';
import { referenceScale, wassersteinDistance, wassersteinFromBins } from '../stats/wasserstein.js';
import type { NumberColumn } from './baseline.js';
import { edgesOf, numberBelow } from './binning.js';
import type { NumberSummary } from './column-summary.js';
import { missingRows } from './scored-bins.js';

/** A p-value as far as it is known: between `low` and `high`, which are equal unless counts in bins leave it open. */
export interface PValueRange {
  readonly low: number;
  readonly high: number;
}

/** Kolmogorov-Smirnov on the finite values. `exact` says whether D is; else it lies from `statistic` to `upper`. */
export interface KsResult {
  readonly name: 'ks';
  readonly exact: boolean;
  readonly statistic: number;
  readonly upper: number;
  /** How the p-value was computed from D. */
  readonly pValueMethod: 'exact' | 'asymptotic';
  readonly pValue: PValueRange;
}

export interface ChiSquareResult {
  readonly name: 'chi-square';
  readonly statistic: number;
  readonly df: number;
  readonly cramersV: number;
  readonly method: 'chi-square' | 'yates' | 'fisher';
  readonly mergedCategories: number;
  readonly pValue: PValueRange;
}

const finite = v.pipe(v.number(), v.finite());

/** Two columns of numbers compared value by value. */
export const sampleComparisonSchema = v.strictObject({
  ks: v.strictObject({
    statistic: finite,
    pValue: finite,
    n: finite,
    m: finite,
    method: v.picklist(['exact', 'asymptotic']),
  }),
  /** In the unit of the values. */
  wasserstein: finite,
});

export type SampleComparison = v.InferOutput<typeof sampleComparisonSchema>;

/** Distance of the values, in reference standard deviations. */
export interface NormalisedDistance {
  readonly value: number | null;
  /** The true distance lies within `value` +- `error`; 0 when it was computed from the values themselves. */
  readonly error: number | null;
  /** Why there is no number. */
  readonly reason: string | null;
}

/** @param sortedReference ascending finite values, at least one; likewise `sortedCurrent` */
export function compareSamples(sortedReference: Sample, sortedCurrent: Sample): SampleComparison {
  return {
    ks: ksTest(sortedReference, sortedCurrent),
    wasserstein: wassersteinDistance(sortedReference, sortedCurrent),
  };
}

export function ksOf(
  column: NumberColumn,
  current: NumberSummary,
  exact: SampleComparison | undefined,
): KsResult {
  if (exact !== undefined) {
    const { statistic, pValue, method } = exact.ks;
    return {
      name: 'ks',
      exact: true,
      statistic,
      upper: statistic,
      pValueMethod: method,
      pValue: { low: pValue, high: pValue },
    };
  }
  const { counts } = column.reference;
  const { lower, upper } = ksBounds(counts, current.counts);
  const n = finiteRows(column.reference);
  const m = finiteRows(current);
  return {
    name: 'ks',
    exact: false,
    statistic: lower,
    upper,
    pValueMethod: 'asymptotic',
    pValue: { low: ksPValue(upper, n, m), high: ksPValue(lower, n, m) },
  };
}

export function chiSquareOf(bins: readonly Category[]): ChiSquareResult {
  const { pValue, statistic, df, cramersV, method, mergedCategories } = chiSquareTest(
    bins.map((bin) => bin.reference),
    bins.map((bin) => bin.current),
  );
  return {
    name: 'chi-square',
    statistic,
    df,
    cramersV,
    method,
    mergedCategories,
    pValue: { low: pValue, high: pValue },
  };
}

/** The test on the share of rows without a finite number; undefined where neither side has any. */
export function missingTestOf(reference: NumberSummary, current: NumberSummary): number | undefined {
  const missing = [missingRows(reference), missingRows(current)] as const;
  if (missing[0] + missing[1] === 0) return undefined;
  return chiSquareTest([missing[0], reference.rows - missing[0]], [missing[1], current.rows - missing[1]])
    .pValue;
}

/** The smaller of two p-values, corrected for having looked twice (Bonferroni). */
export function eitherOf(values: PValueRange, missing: number | undefined): PValueRange {
  if (missing === undefined) return values;
  const either = (p: number) => Math.min(1, 2 * Math.min(p, missing));
  return { low: either(values.low), high: either(values.high) };
}

/** Wasserstein's distance in reference standard deviations: exact from samples, else from the bins with its error. */
export function normalisedDistanceOf(
  column: NumberColumn,
  current: NumberSummary,
  exact: SampleComparison | undefined,
): NormalisedDistance {
  const { mean, sd } = column.reference;
  const { distance, error } =
    exact === undefined ? distanceFromBins(column, current) : { distance: exact.wasserstein, error: 0 };
  if (distance === 0 && error === 0) return { value: 0, error: 0, reason: null };
  const scale = mean === null || sd === null ? null : referenceScale(mean, sd);
  if (scale === null)
    return { value: null, error: null, reason: 'the reference has no spread to measure by' };
  if (!Number.isFinite(distance / scale))
    return { value: null, error: null, reason: 'too large for a number' };
  return { value: distance / scale, error: error / scale, reason: null };
}

function distanceFromBins(column: NumberColumn, current: NumberSummary): { distance: number; error: number } {
  const { reference } = column;
  const edges = edgesOf(column.binning);
  const occupied = reference.counts.flatMap((count, bin) =>
    count + (current.counts[bin] ?? 0) > 0 ? [bin] : [],
  );
  const first = occupied[0] ?? 0;
  const last = occupied.at(-1) ?? 0;
  // The open bins at the ends reach as far as the values do. A bin needs some width, also around a single value.
  const low = numberBelow(Math.min(reference.min ?? Number.NaN, current.min ?? Number.NaN));
  const high = Math.max(reference.max ?? Number.NaN, current.max ?? Number.NaN);
  if (!Number.isFinite(high - low)) return { distance: Number.POSITIVE_INFINITY, error: 0 };
  return wassersteinFromBins(
    [low, ...edges.slice(first, last), high],
    reference.counts.slice(first, last + 1),
    current.counts.slice(first, last + 1),
  );
}

export function finiteRows(summary: NumberSummary): number {
  return summary.rows - missingRows(summary);
}
