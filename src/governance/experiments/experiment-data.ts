import type { ExperimentReadings, ReadingsRequest } from '../../experiments/readings.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import type { OutcomeLogState } from '../../predictions/outcome-log-state.js';

/** What a model's two logs hold: who was served by which version, and what came of it. */
export interface RecordedUnits {
  readonly model: string;
  readonly predictions: PredictionLogState;
  readonly outcomes: OutcomeLogState;
}

/** What a test is decided on. */
export interface ExperimentData {
  /**
   * Counts the units of versions, in bounded memory. A unit is a request id.
   * @throws GovError integrity when a file that a log names is not there.
   */
  readings(recorded: RecordedUnits, request: ReadingsRequest): Promise<ExperimentReadings>;
}
