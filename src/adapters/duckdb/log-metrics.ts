import { LOG_METRICS, type LogMetric } from '../../experiments/metric-spec.js';
import { type Column, isNumeric } from '../../predictions/column-kind.js';
import { failedIn } from './performance-columns.js';

/** Metrics whose values need the label of a request. */
export const LABEL_METRICS: readonly string[] = ['accuracy', 'absolute_error'] satisfies LogMetric[];

export function isLogMetric(metric: string): metric is LogMetric {
  return (LOG_METRICS as readonly string[]).includes(metric);
}

export const UNKNOWN = 'NULL::DOUBLE';

/**
 * SQL of type DOUBLE for what a request says of a metric, null where it says nothing; a value that cannot be right is
 * NaN.
 * @param columns of the predictions, with `actual` where there are labels
 */
export function logMetricValue(metric: LogMetric, columns: readonly Column[]): string {
  const find = (name: string) => columns.find((column) => column.name === name && column.kind !== 'empty');
  const error = columns.find(({ name }) => name === 'error');
  const prediction = find('prediction');
  const actual = find('actual');
  switch (metric) {
    case 'error_rate':
      return error === undefined ? UNKNOWN : `(${failed(error)})::DOUBLE`;
    case 'latency_ms': {
      if (find('latency_ms') === undefined) return UNKNOWN;
      return answered(error, `CASE WHEN latency_ms <= 0 THEN 'NaN'::DOUBLE ELSE latency_ms::DOUBLE END`);
    }
    case 'accuracy': {
      if (prediction === undefined || actual === undefined) return UNKNOWN;
      const same = `(${sameValue(prediction, actual)})::DOUBLE`;
      return answered(error, `CASE WHEN prediction IS NOT NULL AND actual IS NOT NULL THEN ${same} END`);
    }
    case 'absolute_error': {
      if (prediction === undefined || actual === undefined) return UNKNOWN;
      if (!isNumeric(prediction) || !isNumeric(actual)) return UNKNOWN;
      return answered(error, 'abs(prediction::DOUBLE - actual::DOUBLE)');
    }
  }
}

/** A request that failed counts in the error rate, and nowhere else. */
function answered(error: Column | undefined, value: string): string {
  return error === undefined ? value : `CASE WHEN NOT ${failed(error)} THEN ${value} END`;
}

function failed(error: Column): string {
  return failedIn(error.name, () => error.kind);
}

/** Whether a prediction is right; both are there. Numbers are compared as numbers, whatever they were read as. */
function sameValue(prediction: Column, actual: Column): string {
  if (prediction.kind === actual.kind) return 'prediction = actual';
  if (isNumeric(prediction) || isNumeric(actual)) {
    return 'coalesce(TRY_CAST(prediction AS DOUBLE) = TRY_CAST(actual AS DOUBLE), false)';
  }
  return 'lower(prediction::VARCHAR) = lower(actual::VARCHAR)';
}
