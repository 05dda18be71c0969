import { GovError } from '../../core/errors.js';
import { LOG_METRICS, type LogMetric } from '../../experiments/metric-spec.js';
import { type Column, isNumeric } from '../../predictions/column-kind.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import type { MetricSpec } from '../../registry/experiment-events.js';
import type { Governance } from '../context.js';
import { readRecorded } from './read-experiment.js';

/** Names of the metrics that anything was ever recorded for, of any version of the model. */
export async function metricsRecorded(governance: Governance, model: string): Promise<ReadonlySet<string>> {
  const { predictions, outcomes } = await readRecorded(governance, model);
  return new Set([
    ...LOG_METRICS.filter((metric) => isInLog(predictions, metric)),
    ...outcomes.outcomes.map(({ metric }) => metric),
  ]);
}

function isInLog({ predictions, labels }: PredictionLogState, metric: LogMetric): boolean {
  const has = (stored: string, test: (column: Column) => boolean = ({ kind }) => kind !== 'empty') =>
    predictions.some(({ columns }) => columns.some((column) => column.name === stored && test(column)));
  switch (metric) {
    case 'accuracy':
      return labels.length > 0 && has('prediction');
    case 'absolute_error':
      return labels.some(({ actual }) => isNumeric(actual)) && has('prediction', isNumeric);
    case 'error_rate':
      return has('error', () => true);
    case 'latency_ms':
      return has('latency_ms');
  }
}

/**
 * A test on a metric that nobody records would never end.
 * @throws GovError inconclusive for the first metric that nothing was ever recorded for, with what to do about it.
 */
export async function requireRecorded(
  governance: Governance,
  { model, metrics }: { readonly model: string; readonly metrics: readonly MetricSpec[] },
): Promise<void> {
  const recorded = await metricsRecorded(governance, model);
  const missing = metrics.find(({ metric }) => !recorded.has(metric));
  if (missing === undefined) return;
  throw new GovError('inconclusive', `${missing.metric} of ${model} was never recorded`, {
    hint: howToRecord(model, missing.metric),
  });
}

function howToRecord(model: string, metric: string): string {
  switch (metric as LogMetric) {
    case 'accuracy':
      return `it needs predictions and labels: dharma-gov ingest-predictions ${model}@production --labels FILE`;
    case 'absolute_error':
      return `it needs numbers as predictions and as labels: dharma-gov ingest-predictions ${model}@production --labels FILE`;
    case 'error_rate':
      return 'it needs a column of errors in the predictions: see --error of dharma-gov ingest-predictions';
    case 'latency_ms':
      return 'it needs a column of latencies in the predictions: see --latency of dharma-gov ingest-predictions';
    default:
      return `record it with dharma-gov ab-test record ${model} FILE, or use one of ${LOG_METRICS.join(', ')}`;
  }
}
