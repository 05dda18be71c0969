import * as v from 'valibot';
import { wilsonInterval } from '../stats/wilson-interval.js';
import { ALPHA, type Metric, metricSchema, missingMetric, pointMetric, proportionMetric } from './metric.js';

/** How many rows were predicted to be one class and turned out another. */
export interface OutcomeCount {
  readonly prediction: string;
  readonly actual: string;
  readonly rows: number;
}

export const confusionMatrixSchema = v.pipe(
  v.strictObject({
    /** In order of their names. */
    classes: v.pipe(v.array(v.string()), v.readonly()),
    /** `counts[i][j]`: rows of the actual class i that were predicted to be j. */
    counts: v.pipe(v.array(v.pipe(v.array(v.number()), v.readonly())), v.readonly()),
  }),
  v.readonly(),
);

export const classMetricsSchema = v.pipe(
  v.strictObject({
    accuracy: metricSchema,
    /** Of the positive class, or the mean over all classes (macro). */
    precision: metricSchema,
    recall: metricSchema,
    f1: metricSchema,
  }),
  v.readonly(),
);

export type ConfusionMatrix = v.InferOutput<typeof confusionMatrixSchema>;
export type ClassMetrics = v.InferOutput<typeof classMetricsSchema>;

export function confusionMatrix(outcomes: readonly OutcomeCount[]): ConfusionMatrix {
  const classes = [...new Set(outcomes.flatMap(({ prediction, actual }) => [prediction, actual]))].sort();
  const place = new Map(classes.map((name, index) => [name, index]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const { prediction, actual, rows } of outcomes) {
    const row = counts[place.get(actual) ?? -1];
    const column = place.get(prediction) ?? -1;
    if (row !== undefined) row[column] = (row[column] ?? 0) + rows;
  }
  return { classes, counts };
}

const NO_LABELS = 'no labels';

/** What becomes of the metrics of a class when only these rows are looked at. */
interface ClassCounts {
  readonly truePositives: number;
  /** Rows that were predicted to be the class, and rows that were it. */
  readonly predicted: number;
  readonly actual: number;
}

function countClass(outcomes: readonly OutcomeCount[], name: string): ClassCounts {
  const total = (keep: (outcome: OutcomeCount) => boolean) =>
    outcomes.filter(keep).reduce((sum, { rows }) => sum + rows, 0);
  return {
    truePositives: total(({ prediction, actual }) => prediction === name && actual === name),
    predicted: total(({ prediction }) => prediction === name),
    actual: total(({ actual }) => actual === name),
  };
}

function measureAccuracy(outcomes: readonly OutcomeCount[]): Metric {
  const right = outcomes.filter(({ prediction, actual }) => prediction === actual);
  const total = (list: readonly OutcomeCount[]) => list.reduce((sum, { rows }) => sum + rows, 0);
  return proportionMetric({ successes: total(right), n: total(outcomes) }, NO_LABELS);
}

/** Precision, recall and F1 of one class. */
export function measureClass(outcomes: readonly OutcomeCount[], name: string): ClassMetrics {
  const { truePositives, predicted, actual } = countClass(outcomes, name);
  const none = outcomes.length === 0;
  return {
    accuracy: measureAccuracy(outcomes),
    precision: proportionMetric(
      { successes: truePositives, n: predicted },
      none ? NO_LABELS : `no labelled row was predicted "${name}"`,
    ),
    recall: proportionMetric(
      { successes: truePositives, n: actual },
      none ? NO_LABELS : `no label is "${name}"`,
    ),
    f1:
      actual === 0
        ? missingMetric(none ? NO_LABELS : `no label is "${name}"`)
        : f1Metric(truePositives, predicted + actual - truePositives),
  };
}

/**
 * F1 with the interval of F* = F1 / (2 - F1), which is the share of true positives among the rows that are or were
 * predicted to be the class, a proportion (Hand, Christen & Kirielle 2021, Machine Learning 110:451-456).
 */
function f1Metric(truePositives: number, union: number): Metric {
  const f1Of = (share: number) => (2 * share) / (1 + share);
  const { low, high } = wilsonInterval({ successes: truePositives, n: union }, ALPHA);
  return {
    value: f1Of(truePositives / union),
    n: union,
    low: f1Of(low),
    high: f1Of(high),
    reason: null,
  };
}

/**
 * The unweighted means over all classes that occur or are predicted. As in scikit-learn, what is undefined of a class
 * (the precision of one that is never predicted, the recall of one that never occurs) counts as 0, and is said.
 */
export function measureMacro(outcomes: readonly OutcomeCount[]): ClassMetrics {
  const { classes } = confusionMatrix(outcomes);
  if (classes.length === 0) {
    const none = missingMetric(NO_LABELS);
    return { accuracy: none, precision: none, recall: none, f1: none };
  }
  const n = outcomes.reduce((sum, { rows }) => sum + rows, 0);
  const each = classes.map((name) => ({ name, ...countClass(outcomes, name) }));
  const mean = (shareOf: (counts: ClassCounts) => number, undefinedOf: string[], what: string) =>
    pointMetric(
      each.reduce((sum, counts) => sum + shareOf(counts), 0) / each.length,
      n,
      undefinedOf.length === 0 ? null : `${what}: ${undefinedOf.join(', ')} (counts as 0)`,
    );
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  const neverPredicted = each.filter(({ predicted }) => predicted === 0).map(({ name }) => name);
  const neverActual = each.filter(({ actual }) => actual === 0).map(({ name }) => name);
  return {
    accuracy: measureAccuracy(outcomes),
    precision: mean(
      ({ truePositives, predicted }) => share(truePositives, predicted),
      neverPredicted,
      'never predicted',
    ),
    recall: mean(({ truePositives, actual }) => share(truePositives, actual), neverActual, 'no label is'),
    f1: mean(({ truePositives, predicted, actual }) => (2 * truePositives) / (predicted + actual), [], ''),
  };
}
