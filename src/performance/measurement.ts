import * as v from 'valibot';
import type { Instant } from '../core/time.js';
import {
  confusionMatrix,
  confusionMatrixSchema,
  measureClass,
  measureMacro,
  type OutcomeCount,
} from './confusion.js';
import type { LatencyMetrics } from './latency.js';
import { type Metric, metricSchema, missingMetric, pointMetric, proportionMetric } from './metric.js';
import type { ScoreMetrics } from './probability-scores.js';
import type { RegressionMetrics } from './regression.js';
import type { Task } from './task.js';

/** Every metric there is, in the order of a report. Which of them a measurement has depends on the task. */
export const METRIC_NAMES = [
  'accuracy',
  'precision',
  'recall',
  'f1',
  'auc',
  'logLoss',
  'brier',
  'mae',
  'rmse',
  'r2',
  'errorRate',
  'latencyP50Ms',
  'latencyP95Ms',
  'latencyP99Ms',
  'throughputPerSecond',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];
export type Metrics = { readonly [M in MetricName]?: Metric };

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How a model did over some rows. */
export const measurementSchema = v.pipe(
  v.strictObject({
    /** Requests. */
    rows: count,
    firstAt: v.nullable(v.string()),
    lastAt: v.nullable(v.string()),
    /** Requests with an error: they count in the error rate and the throughput, and nowhere else. */
    failed: count,
    /** Of the requests that did not fail, those with a label, and their share; null when all failed. */
    labelled: count,
    coverage: v.nullable(v.number()),
    /** Of the newest of them. */
    lastLabelledAt: v.nullable(v.string()),
    /** Left out: probabilities outside 0..1, latencies that are not above 0, quantities that are no finite number. */
    badProbabilities: count,
    badLatencies: count,
    badQuantities: count,
    // A record keeps the order in which metrics were assembled.
    metrics: v.pipe(v.record(v.picklist(METRIC_NAMES), metricSchema), v.readonly()),
    /** Of a classification with labels. */
    confusion: v.nullable(confusionMatrixSchema),
  }),
  v.readonly(),
);

export type Measurement = v.InferOutput<typeof measurementSchema>;

/** Counts over some rows. Only rows that did not fail count below `failed`. */
export interface RowCounts {
  readonly rows: number;
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  readonly failed: number;
  readonly labelled: number;
  readonly lastLabelledAtMs: number | null;
  readonly probabilities: number;
  readonly badProbabilities: number;
  readonly latencies: number;
  readonly badLatencies: number;
  readonly badQuantities: number;
  /** Of numeric labels, so that there is a number near their mean. */
  readonly minActual: number | null;
  readonly maxActual: number | null;
}

export const NO_ROWS: RowCounts = {
  rows: 0,
  firstAtMs: null,
  lastAtMs: null,
  failed: 0,
  labelled: 0,
  lastLabelledAtMs: null,
  probabilities: 0,
  badProbabilities: 0,
  latencies: 0,
  badLatencies: 0,
  badQuantities: 0,
  minActual: null,
  maxActual: null,
};

/** What was found out of the rows besides counts; null: there was no such column. */
export interface Measured {
  readonly counts: RowCounts;
  readonly outcomes: readonly OutcomeCount[];
  readonly scores: ScoreMetrics | null;
  readonly errors: RegressionMetrics | null;
  readonly latencies: LatencyMetrics;
}

export interface Subject {
  readonly task: Task;
  /** Null where it cannot be told. */
  readonly positiveClass: string | null;
  readonly hasErrorColumn: boolean;
  readonly hasTimestamps: boolean;
}

export const POSITIVE_UNKNOWN =
  'which class is the positive one cannot be told: set performance.positiveClass';

export function assembleMeasurement(measured: Measured, subject: Subject): Measurement {
  const { counts, outcomes, latencies } = measured;
  const { rows, failed, labelled } = counts;
  const answered = rows - failed;
  return {
    rows,
    firstAt: instantOf(counts.firstAtMs),
    lastAt: instantOf(counts.lastAtMs),
    failed,
    labelled,
    coverage: answered === 0 ? null : labelled / answered,
    lastLabelledAt: instantOf(counts.lastLabelledAtMs),
    badProbabilities: counts.badProbabilities,
    badLatencies: counts.badLatencies,
    badQuantities: counts.badQuantities,
    metrics: {
      ...taskMetrics(measured, subject),
      errorRate: subject.hasErrorColumn
        ? proportionMetric({ successes: failed, n: rows }, 'no rows')
        : missingMetric('no error column'),
      ...latencies,
      throughputPerSecond: throughput(counts, subject.hasTimestamps),
    },
    confusion: subject.task === 'regression' || outcomes.length === 0 ? null : confusionMatrix(outcomes),
  };
}

function taskMetrics({ outcomes, scores, errors }: Measured, { task, positiveClass }: Subject): Metrics {
  if (task === 'regression') return { ...errors };
  if (task === 'multiclass') return measureMacro(outcomes);
  if (positiveClass === null) {
    const { accuracy } = measureMacro(outcomes);
    const unknown = missingMetric(POSITIVE_UNKNOWN);
    return { accuracy, precision: unknown, recall: unknown, f1: unknown };
  }
  return { ...measureClass(outcomes, positiveClass), ...scores };
}

function throughput({ rows, firstAtMs, lastAtMs }: RowCounts, hasTimestamps: boolean): Metric {
  if (!hasTimestamps) return missingMetric('no timestamps');
  if (firstAtMs === null || lastAtMs === null || firstAtMs === lastAtMs) {
    return missingMetric('all requests are of one instant', rows);
  }
  return pointMetric(rows / ((lastAtMs - firstAtMs) / 1000), rows);
}

function instantOf(ms: number | null): Instant | null {
  return ms === null ? null : new Date(ms).toISOString();
}
