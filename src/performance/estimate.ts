import type { IsotonicRegression } from '../stats/isotonic-regression.js';
import { normalCriticalValue } from '../stats/normal-distribution.js';
import type { ClassMetrics } from './confusion.js';
import { ALPHA, type Metric, missingMetric } from './metric.js';

/** What of a metric the probabilities lead to expect, and where the realised one is to be found in 95 % of cases. */
export type EstimatedMetrics = ClassMetrics;

export const ESTIMATE_LIMITS: readonly string[] = [
  'an estimate needs probabilities that are as right as they were on the baseline',
  'it is blind to concept drift: the same inputs with other outcomes look as good as ever',
];

/** Whether the realised metric and the estimated one leave no common value possible. */
export function contradicts(realised: Metric, estimated: Metric): boolean {
  const [a, b] = [realised, estimated];
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return a.high < b.low || b.high < a.low;
}

interface Expected {
  /** The rows, how many of them are expected to be of the positive class, and the variance of that number. */
  rows: number;
  positives: number;
  variance: number;
}

/**
 * Confidence-based performance estimation (CBPE; NannyML documentation, "Estimation of Performance of the Monitored
 * Model"): a row of calibrated probability q is of the positive class with chance q, so a confusion matrix is expected
 * without any label. The interval is of the realised metric, which scatters around the expected one as a sum of
 * Bernoulli variables does (delta method for ratios); it knows nothing of a wrong calibration.
 */
export class ExpectedOutcomes {
  private readonly predictedPositive: Expected = { rows: 0, positives: 0, variance: 0 };
  private readonly predictedNegative: Expected = { rows: 0, positives: 0, variance: 0 };

  constructor(private readonly calibration: Pick<IsotonicRegression, 'at'>) {}

  /** Probabilities must come in one order, so that sums have one. */
  add(probability: number, predictedPositive: number, predictedNegative: number): void {
    const q = this.calibration.at(probability);
    for (const [expected, rows] of [
      [this.predictedPositive, predictedPositive],
      [this.predictedNegative, predictedNegative],
    ] as const) {
      expected.rows += rows;
      expected.positives += rows * q;
      expected.variance += rows * q * (1 - q);
    }
  }

  metrics(): EstimatedMetrics {
    const { predictedPositive: hit, predictedNegative: miss } = this;
    const n = hit.rows + miss.rows;
    if (n === 0) {
      const none = missingMetric('no row has a prediction and a probability');
      return { accuracy: none, precision: none, recall: none, f1: none };
    }
    const [truePositives, falseNegatives] = [hit.positives, miss.positives];
    const positives = truePositives + falseNegatives;
    const noPositives = missingMetric('no row is expected to be of the positive class', n);
    const recall = truePositives / positives;
    const predictedOrActual = hit.rows + positives;
    const f1 = (2 * truePositives) / predictedOrActual;
    const varianceOf = (perHit: number, perMiss: number) =>
      perHit ** 2 * hit.variance + perMiss ** 2 * miss.variance;
    return {
      accuracy: estimated((truePositives + miss.rows - falseNegatives) / n, varianceOf(1 / n, 1 / n), n),
      precision:
        hit.rows === 0
          ? missingMetric('no row is predicted to be of the positive class')
          : estimated(truePositives / hit.rows, varianceOf(1 / hit.rows, 0), hit.rows),
      recall:
        positives === 0
          ? noPositives
          : estimated(recall, varianceOf((1 - recall) / positives, recall / positives), n),
      f1:
        positives === 0
          ? noPositives
          : estimated(f1, varianceOf((2 - f1) / predictedOrActual, f1 / predictedOrActual), n),
    };
  }
}

function estimated(value: number, variance: number, n: number): Metric {
  const reach = normalCriticalValue(ALPHA / 2) * Math.sqrt(variance);
  return { value, n, low: Math.max(0, value - reach), high: Math.min(1, value + reach), reason: null };
}
