import type { ColumnKind, ColumnRole } from './baseline.js';
import type { ValueCount } from './column-summary.js';
import type { ChiSquareResult, KsResult, NormalisedDistance } from './feature-tests.js';
import type { ScoredBin } from './scored-bins.js';

/**
 * - `drifted`: the score reaches the threshold and the test is significant.
 * - `constant-changed`: the same for a column that never varied in the reference.
 * - `stable`, `constant`: judged, and neither.
 * - `insufficient`: too few values for a judgement.
 * - `type-mismatch`: holds another type of value than the reference.
 * - `missing`: the current data has no such column.
 */
export type FeatureStatus =
  | 'drifted'
  | 'constant-changed'
  | 'stable'
  | 'constant'
  | 'insufficient'
  | 'type-mismatch'
  | 'missing';

/** By the score alone: below 0.1, below 0.25, and above. */
export type Severity = 'none' | 'moderate' | 'severe';

/** One side of a column in figures. `mean` to `max` are of the finite values of a column of numbers. */
export interface SideFigures {
  readonly rows: number;
  readonly nulls: number;
  readonly nan: number;
  readonly infinite: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Values the reference does not have. */
export interface NewValues {
  readonly rows: number;
  readonly share: number;
  /** The most frequent of them. */
  readonly values: readonly ValueCount[];
}

/** Numbers outside the range of the reference, whatever bins they are in. */
export interface OutsideRange {
  readonly rows: number;
  /** Of the finite values. */
  readonly share: number;
  readonly below: number;
  readonly above: number;
}

/** All that was measured of a column; everything is null where nothing could be. */
export interface Measures {
  /** PSI over `bins`. */
  readonly score: number;
  /** What chance alone makes of the score once in 1 / alpha windows. */
  readonly criticalValue: number;
  /** Of the test, combined with that on missing values. The upper end where counts in bins leave it open. */
  readonly pValue: number;
  /** `pValue` adjusted for the number of columns tested (Benjamini-Hochberg); null for a column nothing varies in. */
  readonly adjustedPValue: number | null;
  readonly test: KsResult | ChiSquareResult;
  readonly missingPValue: number | null;
  readonly jensenShannon: number;
  /** Null for categories. */
  readonly wasserstein: NormalisedDistance | null;
  readonly bins: readonly ScoredBin[];
}

export interface FeatureResult {
  readonly name: string;
  readonly role: ColumnRole;
  readonly kind: ColumnKind;
  readonly status: FeatureStatus;
  /** Null unless judged. */
  readonly severity: Severity | null;
  /** What a person should know beside the figures. */
  readonly reason: string | null;
  /** Share in the overall score; null for a column that is no feature. */
  readonly weight: number | null;
  readonly threshold: number;
  /** Rows of current data from which this column can be judged; null when it is judged, or with no number of rows. */
  readonly requiredRows: number | null;
  readonly measures: Measures | null;
  readonly reference: SideFigures;
  readonly current: SideFigures | null;
  readonly newValues: NewValues | null;
  /** Null where there are none, and for all but numbers of many values. */
  readonly outsideRange: OutsideRange | null;
}

const MODERATE = 0.1;
const SEVERE = 0.25;

export function severityOf(score: number): Severity {
  if (score < MODERATE) return 'none';
  return score < SEVERE ? 'moderate' : 'severe';
}

/** Whether the data itself is not what it was, whatever the scores say: another type, or no values at all. */
export function isFinding({ status, measures, current }: FeatureResult): boolean {
  return (
    status === 'type-mismatch' || (status === 'insufficient' && measures === null && (current?.rows ?? 0) > 0)
  );
}

const JUDGED: readonly FeatureStatus[] = ['drifted', 'constant-changed', 'stable', 'constant'];

/** Whether there was enough to say that a column drifts or not. */
export function isJudged({ status }: FeatureResult): boolean {
  return JUDGED.includes(status);
}

export function isDrifted({ status }: FeatureResult): boolean {
  return status === 'drifted' || status === 'constant-changed';
}
