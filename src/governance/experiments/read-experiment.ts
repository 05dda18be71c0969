import { checkChain } from '../../commit-log/chain.js';
import type { ExperimentReadings, ReadingsRequest } from '../../experiments/readings.js';
import { parseOutcomeEvents } from '../../predictions/outcome-events.js';
import {
  EMPTY_OUTCOME_LOG,
  foldOutcomeLog,
  type OutcomeLogState,
} from '../../predictions/outcome-log-state.js';
import type { OutcomeLog } from '../../predictions/outcome-ports.js';
import type { Governance } from '../context.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import type { RecordedUnits } from './experiment-data.js';

/**
 * All that the prediction log and the recorded outcomes know of versions in a span of time.
 * @throws GovError integrity when a log or a file of it is damaged.
 */
export async function readExperiment(
  governance: Governance,
  model: string,
  request: ReadingsRequest,
): Promise<ExperimentReadings> {
  const recorded = await readRecorded(governance, model);
  const data = await governance.openExperimentData();
  return governance.withProgress(`reading ${model}`, () => data.readings(recorded, request));
}

export async function readRecorded(governance: Governance, model: string): Promise<RecordedUnits> {
  return {
    model,
    predictions: await readPredictionLog(await governance.openPredictionLog(model)),
    outcomes: await readOutcomeLog(await governance.openOutcomeLog(model)),
  };
}

/**
 * Reads an outcome log, or what came after `base`.
 * @throws GovError integrity when an entry is damaged, or does not follow the one before.
 */
export async function readOutcomeLog(
  { commits }: Pick<OutcomeLog, 'commits'>,
  base: OutcomeLogState = EMPTY_OUTCOME_LOG,
): Promise<OutcomeLogState> {
  const entries = await commits.readFrom(base.head.generation + 1);
  checkChain(base.head, entries, commits.place);
  return foldOutcomeLog(base, parseOutcomeEvents(entries, commits.place));
}
