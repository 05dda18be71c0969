import { benjaminiHochberg } from '../stats/benjamini-hochberg.js';
import { psiCriticalValue, psiRequiredRows } from '../stats/psi.js';
import type { BaselineColumn } from './baseline.js';
import type { FeatureStatus } from './feature-result.js';
import type { PValueRange } from './feature-tests.js';
import type { Measurement } from './measurement.js';

/** A handful of requests is no distribution, whatever the exact tests make of it. */
const MIN_ROWS = 10;

export interface Judgement {
  readonly status: Extract<
    FeatureStatus,
    'drifted' | 'constant-changed' | 'stable' | 'constant' | 'insufficient'
  >;
  readonly criticalValue: number;
  readonly adjustedPValue: number | null;
  readonly requiredRows: number | null;
  /** Whether an exact test could still make it a drift. */
  readonly open: boolean;
}

export interface Measured {
  readonly column: BaselineColumn;
  readonly measurement: Measurement;
  /** Score from which this column has drifted. */
  readonly threshold: number;
}

/**
 * Judges columns together, since the more of them are tested, the more would look significant by chance.
 *
 * A column drifts when its score reaches its threshold and what chance alone makes of the score, and its p-value,
 * adjusted by Benjamini and Hochberg, is below `alpha`. Where chance alone may reach the threshold, a column that does
 * not drift is not stable either: there are too few rows to tell.
 */
export function judgeColumns(columns: readonly Measured[], alpha: number): Judgement[] {
  const adjusted = adjustPValues(columns);
  return columns.map((measured, index) => judge(measured, adjusted[index] ?? null, alpha));
}

/** Columns in which nothing varies are not tested, so they do not count as tests. */
function adjustPValues(columns: readonly Measured[]): (PValueRange | null)[] {
  const tested = columns.filter(varies);
  const low = benjaminiHochberg(tested.map(({ measurement }) => measurement.pValue.low));
  const high = benjaminiHochberg(tested.map(({ measurement }) => measurement.pValue.high));
  const ranges = new Map(
    tested.map((measured, index) => [measured, { low: low[index] ?? 1, high: high[index] ?? 1 }]),
  );
  return columns.map((measured) => ranges.get(measured) ?? null);
}

function varies({ measurement }: Measured): boolean {
  return measurement.psi.bins > 1;
}

function judge(measured: Measured, adjusted: PValueRange | null, alpha: number): Judgement {
  const { measurement, threshold } = measured;
  const { psi, referenceRows, currentRows } = measurement;
  const criticalValue = psiCriticalValue(referenceRows, currentRows, psi.bins, alpha);
  const figures = { criticalValue, adjustedPValue: adjusted?.high ?? null };
  const tooFew = Math.min(referenceRows, currentRows) < MIN_ROWS;
  const scoreReaches = !tooFew && psi.value >= Math.max(threshold, criticalValue);
  if (scoreReaches && adjusted !== null && adjusted.high < alpha) {
    const status = hasMoved(measured) ? 'constant-changed' : 'drifted';
    return { ...figures, status, requiredRows: null, open: false };
  }
  const open = scoreReaches && adjusted !== null && adjusted.low < alpha;
  if (tooFew || criticalValue > threshold) {
    return { ...figures, status: 'insufficient', requiredRows: requiredRows(measured, alpha), open };
  }
  const isConstant = measured.column.kind === 'constant' && !hasMoved(measured);
  return { ...figures, status: isConstant ? 'constant' : 'stable', requiredRows: null, open };
}

/** Whether a column that never varied in the reference now holds anything else. */
function hasMoved({ column, measurement }: Measured): boolean {
  if (column.kind !== 'constant') return false;
  return measurement.bins.some(
    ({ kind, reference, current }) => kind !== 'missing' && reference === 0 && current > 0,
  );
}

function requiredRows({ measurement, threshold }: Measured, alpha: number): number | null {
  const { referenceRows, psi } = measurement;
  if (referenceRows < MIN_ROWS || threshold <= 0) return null;
  const rows = psiRequiredRows(threshold, referenceRows, psi.bins, alpha);
  return rows === null ? null : Math.max(rows, MIN_ROWS);
}
