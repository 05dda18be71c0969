import { EMPTY_HEAD, headOf, type LogEntry, type LogHead } from '../commit-log/entry.js';
import type { Instant } from '../core/time.js';
import type { LabelsAdded, PredictionEvent, PredictionsAdded } from './events.js';

/** What a model's prediction log holds: its batches in the order they were committed. */
export interface PredictionLogState {
  readonly head: LogHead;
  readonly predictions: readonly PredictionsAdded[];
  readonly labels: readonly LabelsAdded[];
}

export const EMPTY_PREDICTION_LOG: PredictionLogState = { head: EMPTY_HEAD, predictions: [], labels: [] };

/** The state after `entries`. */
export function foldPredictionLog(
  base: PredictionLogState,
  entries: readonly LogEntry<PredictionEvent>[],
): PredictionLogState {
  const last = entries.at(-1);
  if (last === undefined) return base;
  const events = entries.flatMap((entry) => entry.events);
  return {
    head: headOf(last),
    predictions: [...base.predictions, ...events.filter((event) => event.type === 'predictions-added')],
    labels: [...base.labels, ...events.filter((event) => event.type === 'labels-added')],
  };
}

/** When the newest prediction of a version was made, whatever the clock says now; null without any. */
export function newestPrediction({ predictions }: PredictionLogState, version: string): Instant | null {
  return predictions
    .filter((batch) => batch.version === version)
    .reduce<Instant | null>(
      (newest, { lastAt }) => (newest === null || lastAt > newest ? lastAt : newest),
      null,
    );
}

/** The files that the log knows. Any other file in its folder is a leftover of an unfinished ingest. */
export function filesOf(state: PredictionLogState): ReadonlySet<string> {
  return new Set([...state.predictions, ...state.labels].map(({ file }) => file));
}
