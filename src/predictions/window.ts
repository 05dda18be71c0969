import type { Instant } from '../core/time.js';
import { type Column, mergeColumns } from './column-kind.js';
import type { LabelsAdded, PredictionsAdded } from './events.js';
import type { PredictionLogState } from './log-state.js';

/** Which predictions: of one version, from `from` (included) to `to` (excluded); null is open. */
export interface WindowRequest {
  readonly version: string;
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/** What has to be read for a window. */
export interface WindowPlan {
  readonly request: WindowRequest;
  /** Batches that may hold rows of the window. */
  readonly batches: readonly PredictionsAdded[];
  /** All labels of the model: they carry no instant. */
  readonly labels: readonly LabelsAdded[];
  /** Columns of the batches by their stored names, without `actual`. */
  readonly columns: readonly Column[];
  /** `actual`, when there are labels. */
  readonly actual: Column | null;
  /** Columns that batches disagree about and that are therefore text. */
  readonly conflicts: readonly string[];
}

export function planWindow(state: PredictionLogState, request: WindowRequest): WindowPlan {
  const { version, from, to } = request;
  const batches = state.predictions.filter(
    (batch) =>
      batch.version === version &&
      (from === null || batch.lastAt >= from) &&
      (to === null || batch.firstAt < to),
  );
  const predictions = mergeColumns(batches.map(({ columns }) => columns));
  const labels = mergeColumns(state.labels.map(({ actual }) => [actual]));
  return {
    request,
    batches,
    labels: state.labels,
    columns: predictions.columns,
    actual: labels.columns[0] ?? null,
    conflicts: [...predictions.conflicts, ...labels.conflicts],
  };
}
