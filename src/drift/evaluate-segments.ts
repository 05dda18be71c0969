import type { Baseline } from './baseline.js';
import type { ColumnSummary, CurrentSummary } from './column-summary.js';
import { evaluateColumns } from './evaluate-columns.js';
import { concludeDrift, type DriftEvaluation, type DriftOptions, weightsOf } from './evaluate-drift.js';
import { withReference } from './plan-column.js';

/** The rows of either side that have one value in the column that segments are made by. */
export interface SegmentSize {
  /** As text; `(missing)` where there is none. */
  readonly value: string;
  readonly rows: number;
  readonly referenceRows: number;
}

/** A segment, counted in the bins of the whole baseline. */
export interface SegmentCounts extends SegmentSize {
  /** By column of the baseline, labels aside. */
  readonly reference: ReadonlyMap<string, ColumnSummary>;
  readonly current: ReadonlyMap<string, CurrentSummary>;
}

/** Drift of the rows of a segment against the reference rows of the same segment. */
export interface SegmentDrift extends SegmentSize, Omit<DriftEvaluation, 'open'> {}

/**
 * Compares segments with their references. All features of all segments are tested together, so that many segments raise
 * no more alarms than one does.
 * @returns the worst first
 * @throws GovError config as `evaluateDrift`.
 */
export function evaluateSegments(
  baseline: Baseline,
  segments: readonly SegmentCounts[],
  options: DriftOptions,
): SegmentDrift[] {
  const weights = weightsOf(baseline, options);
  const groups = (isFeature: boolean) =>
    segments.map(({ reference, current }) => ({
      columns: baseline.columns
        .filter(({ role }) => (role === 'feature') === isFeature)
        .flatMap((column) => {
          const summary = reference.get(column.name);
          return summary === undefined ? [] : [withReference(column, summary)];
        }),
      current,
      exact: new Map(),
    }));
  const features = evaluateColumns(groups(true), options);
  const outputs = evaluateColumns(groups(false), options);
  return segments
    .map(({ value, rows, referenceRows }, index) => ({
      value,
      rows,
      referenceRows,
      ...concludeDrift(features[index]?.results ?? [], outputs[index]?.results ?? [], weights, options),
    }))
    .sort(worstFirst);
}

const RANK = { fail: 0, warn: 1, unknown: 2, pass: 3 } as const;

function worstFirst(a: SegmentDrift, b: SegmentDrift): number {
  return (
    RANK[a.verdict] - RANK[b.verdict] ||
    (b.overall.score ?? 0) - (a.overall.score ?? 0) ||
    b.rows - a.rows ||
    (a.value < b.value ? -1 : 1)
  );
}
