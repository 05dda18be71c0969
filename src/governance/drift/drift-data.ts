import type { Baseline } from '../../drift/baseline.js';
import type { DataSet, TrainingData } from '../../drift/ports.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import type { StageRequest } from '../../predictions/ports.js';
import type { WindowRequest } from '../../predictions/window.js';

/** Which of the columns given hold text, even where it looks like numbers. */
export type TextColumns = (names: readonly string[]) => readonly string[];

export interface FilesRequest extends Pick<StageRequest, 'inputs' | 'stdin' | 'format'> {
  readonly textColumns: TextColumns;
}

export interface CurrentData {
  readonly rows: DataSet;
  /** The same rows with their labels, which cost a join; null when there are none. */
  readonly labels: DataSet | null;
}

/** What drift is found in: rows of an open database. */
export interface DriftData {
  /** Files that are not in the prediction log. @throws GovError input when they cannot be read. */
  openFiles(request: FilesRequest): Promise<DataSet>;
  /**
   * Predictions of the log, by their stored names.
   * @throws GovError integrity when a file that the log names is not there.
   */
  openWindow(model: string, state: PredictionLogState, request: WindowRequest): Promise<CurrentData>;
  /**
   * The rows of a baseline; null when it keeps none.
   * @throws GovError integrity when they are not what was stored.
   */
  openReference(baselineId: string, baseline: Baseline): Promise<DataSet | null>;
  /** @param path relative to the registry folder */
  openTrainingData(path: string, textColumns: TextColumns): Promise<TrainingData>;
}
