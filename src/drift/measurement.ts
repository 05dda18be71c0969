import { jensenShannonDistance } from '../stats/jensen-shannon.js';
import { type Psi, psi } from '../stats/psi.js';
import type { BaselineColumn } from './baseline.js';
import type { CurrentSummary } from './column-summary.js';
import {
  type ChiSquareResult,
  chiSquareOf,
  eitherOf,
  finiteRows,
  type KsResult,
  ksOf,
  missingTestOf,
  type NormalisedDistance,
  normalisedDistanceOf,
  type PValueRange,
  type SampleComparison,
} from './feature-tests.js';
import {
  type ScoredBin,
  scoredCategoryBins,
  scoredNumberBins,
  testedCategories,
  testedValues,
} from './scored-bins.js';

/** A column of the baseline beside the same column of the current data, before any judgement. */
export interface Measurement {
  readonly current: CurrentSummary;
  readonly psi: Psi;
  readonly bins: readonly ScoredBin[];
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly test: KsResult | ChiSquareResult;
  readonly missingPValue: number | null;
  /** Of `test` and the test on missing values together. */
  readonly pValue: PValueRange;
  readonly jensenShannon: number;
  readonly wasserstein: NormalisedDistance | null;
}

/** Why a column cannot be measured. */
export type Unmeasurable = 'missing' | 'type-mismatch' | 'all-null' | 'none-finite';

/** @param exact the values themselves compared, where that was done: only columns binned by deciles use it */
export function measureColumn(
  column: BaselineColumn,
  current: CurrentSummary | undefined,
  exact: SampleComparison | undefined,
): Measurement | Unmeasurable {
  if (current === undefined) return 'missing';
  if (current.rows > 0 && current.nulls === current.rows) return 'all-null';
  if (column.type === 'categories' && current.type === 'categories') {
    const bins = scoredCategoryBins(column, current);
    const test = chiSquareOf(testedCategories(column, current, current.unlistedValues));
    return {
      ...compareBins(bins),
      current,
      test,
      missingPValue: null,
      pValue: test.pValue,
      wasserstein: null,
    };
  }
  if (column.type !== 'numbers' || current.type !== 'numbers') return 'type-mismatch';
  if (finiteRows(current) === 0) return 'none-finite';
  const bins = scoredNumberBins(column, current);
  const wasserstein = normalisedDistanceOf(column, current, exact);
  if (column.binning.type !== 'deciles') {
    const test = chiSquareOf(testedValues(bins, current.unlistedValues));
    return { ...compareBins(bins), current, test, missingPValue: null, pValue: test.pValue, wasserstein };
  }
  const test = ksOf(column, current, exact);
  const missing = missingTestOf(column.reference, current);
  return {
    ...compareBins(bins),
    current,
    test,
    missingPValue: missing ?? null,
    pValue: eitherOf(test.pValue, missing),
    wasserstein,
  };
}

function compareBins(
  bins: readonly ScoredBin[],
): Pick<Measurement, 'bins' | 'psi' | 'jensenShannon' | 'referenceRows' | 'currentRows'> {
  const reference = bins.map((bin) => bin.reference);
  const current = bins.map((bin) => bin.current);
  return {
    bins,
    psi: psi(reference, current),
    jensenShannon: jensenShannonDistance(reference, current),
    referenceRows: reference.reduce((sum, rows) => sum + rows, 0),
    currentRows: current.reduce((sum, rows) => sum + rows, 0),
  };
}
