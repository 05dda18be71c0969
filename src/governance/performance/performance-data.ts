import type { Baseline } from '../../drift/baseline.js';
import type { DataColumn, Remember } from '../../drift/ports.js';
import type { OutcomeCount } from '../../performance/confusion.js';
import type { RowCounts } from '../../performance/measurement.js';
import type { Period } from '../../performance/period.js';
import type { ColumnValues, ProbabilityHalves, TaskKind } from '../../performance/task.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import type { WindowRequest } from '../../predictions/window.js';
import type { FilesRequest } from '../drift/drift-data.js';

/** What performance is measured on: rows of an open database. */
export interface PerformanceData {
  /** Files that are not in the prediction log. @throws GovError input when they cannot be read. */
  openFiles(request: FilesRequest): Promise<PerformanceTable>;
  /**
   * Predictions of the log with their labels, by their stored names.
   * @throws GovError integrity when a file that the log names is not there.
   */
  openWindow(model: string, state: PredictionLogState, request: WindowRequest): Promise<PerformanceTable>;
  /**
   * The rows of a baseline; null when it keeps none.
   * @throws GovError integrity when they are not what was stored.
   */
  openReference(baselineId: string, baseline: Baseline): Promise<PerformanceTable | null>;
}

/** What a column says of a request: its name in the data, or null without one. */
export interface MeasuredColumns {
  readonly prediction: string | null;
  readonly actual: string | null;
  readonly probability: string | null;
  readonly latencyMs: string | null;
  readonly error: string | null;
  readonly timestamp: string | null;
}

/** Of a column, with the values that make a group each, as text. */
export type Grouping =
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'column'; readonly column: string; readonly values: readonly string[] };

export interface PerformanceTable {
  /** For messages. */
  readonly place: string;
  readonly columns: readonly DataColumn[];
  /** The different values of a column as text, ascending; null when there are more than `limit`. */
  distinctValues(column: string, limit: number): Promise<readonly string[] | null>;
  measure(columns: MeasuredColumns, grouping: Grouping | null): MeasuredRows;
}

/** Rows of numbers, a column an array. */
export type NumberColumns = readonly Float64Array[];

/**
 * Requests ready to be measured, in bounded memory. Where `grouped`, each row has the number of its group: the start of
 * its period (epoch, ms), or the place of its value among those of the column, `NO_GROUP` without a value; otherwise all
 * are in group 0. Groups and values come ascending, each once.
 */
export interface MeasuredRows {
  readonly grouping: Grouping | null;
  /** For work on these rows, whatever they are grouped by, whose result is worth keeping. */
  readonly remember: Remember;
  predictionValues(limit: number): Promise<ColumnValues | null>;
  /** Null without a label. */
  actualValues(limit: number): Promise<ColumnValues | null>;
  halves(): Promise<readonly ProbabilityHalves[]>;
  counts(kind: TaskKind, grouped: boolean): Promise<ReadonlyMap<number, RowCounts>>;
  /** Labelled rows by prediction and label. */
  outcomes(grouped: boolean): Promise<ReadonlyMap<number, readonly OutcomeCount[]>>;
  /** Group, prediction, label; in no order within a group. */
  forEachNumber(grouped: boolean, onRows: (rows: NumberColumns) => void): Promise<void>;
  /** Group, probability, rows of the positive class, of the other, rows predicted positive, predicted the other. */
  forEachProbability(
    grouped: boolean,
    positiveClass: string,
    onRows: (rows: NumberColumns) => void,
  ): Promise<void>;
  /** Group, latency in ms, rows. */
  forEachLatency(grouped: boolean, onRows: (rows: NumberColumns) => void): Promise<void>;
}

export const NO_GROUP = -1;
