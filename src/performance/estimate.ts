import type { IsotonicRegression } from '../stats/isotonic-regression.js';
import { normalCriticalValue } from '../stats/normal-distribution.js';
import type { ClassMetrics } from './confusion.js';
import { ALPHA, type Metric, missingMetric } from './metric.js';

/** What the probabilities lead to expect of a metric, and where the realised one is to be found in 95 % of cases. */
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

/** Rows of one prediction: how many are expected to be of the positive class, and the variance of that number. */
class ExpectedPositives {
  rows = 0;
  positives = 0;
  variance = 0;
  /** How many of the rows hang on each block of the calibration. */
  readonly byBlock: Float64Array;

  constructor(blocks: number) {
    this.byBlock = new Float64Array(blocks);
  }
}

/**
 * Confidence-based performance estimation (CBPE; NannyML documentation, "Estimation of Performance of the Monitored
 * Model"): a row of calibrated probability q is of the positive class with chance q, so a confusion matrix is expected
 * without any label. The interval is of the metric that labels will give: it scatters as a sum of Bernoulli variables
 * does, and is off as far as the calibration is by chance (delta method for both). It knows of no other error.
 */
export class ExpectedOutcomes {
  private readonly hits: ExpectedPositives;
  private readonly misses: ExpectedPositives;
  private readonly blockVariances: readonly number[];

  constructor(private readonly calibration: IsotonicRegression) {
    this.blockVariances = calibration.variances();
    this.hits = new ExpectedPositives(this.blockVariances.length);
    this.misses = new ExpectedPositives(this.blockVariances.length);
  }

  /** Probabilities must come in one order, so that sums have one. */
  add(probability: number, predictedPositive: number, predictedNegative: number): void {
    const q = this.calibration.at(probability);
    const parts = this.calibration.locate(probability);
    for (const [expected, rows] of [
      [this.hits, predictedPositive],
      [this.misses, predictedNegative],
    ] as const) {
      expected.rows += rows;
      expected.positives += rows * q;
      expected.variance += rows * q * (1 - q);
      for (const { block, share } of parts) {
        expected.byBlock[block] = (expected.byBlock[block] ?? 0) + rows * share;
      }
    }
  }

  metrics(): EstimatedMetrics {
    const { hits, misses } = this;
    const n = hits.rows + misses.rows;
    if (n === 0) {
      const none = missingMetric('no row has a prediction and a probability');
      return { accuracy: none, precision: none, recall: none, f1: none };
    }
    const [truePositives, falseNegatives] = [hits.positives, misses.positives];
    const positives = truePositives + falseNegatives;
    const accuracy = (truePositives + misses.rows - falseNegatives) / n;
    return {
      accuracy: estimated(accuracy, this.variance(1 / n, -1 / n), n),
      precision:
        hits.rows === 0
          ? missingMetric('no row is predicted to be of the positive class')
          : estimated(truePositives / hits.rows, this.variance(1 / hits.rows, 0), hits.rows),
      ...this.ratios(truePositives, positives, n),
    };
  }

  private ratios(
    truePositives: number,
    positives: number,
    n: number,
  ): Pick<EstimatedMetrics, 'recall' | 'f1'> {
    if (positives === 0) {
      const none = missingMetric('no row is expected to be of the positive class', n);
      return { recall: none, f1: none };
    }
    const recall = truePositives / positives;
    const predictedOrActual = this.hits.rows + positives;
    const f1 = (2 * truePositives) / predictedOrActual;
    return {
      recall: estimated(recall, this.variance((1 - recall) / positives, -recall / positives), n),
      f1: estimated(f1, this.variance((2 - f1) / predictedOrActual, -f1 / predictedOrActual), n),
    };
  }

  /** Of a metric that grows by so much with each true positive, and with each false negative. */
  private variance(perHit: number, perMiss: number): number {
    const { hits, misses, blockVariances } = this;
    const ofLabels = perHit ** 2 * hits.variance + perMiss ** 2 * misses.variance;
    return blockVariances.reduce((sum, blockVariance, block) => {
      const weight = perHit * (hits.byBlock[block] ?? 0) + perMiss * (misses.byBlock[block] ?? 0);
      return sum + weight ** 2 * blockVariance;
    }, ofLabels);
  }
}

function estimated(value: number, variance: number, n: number): Metric {
  const reach = normalCriticalValue(ALPHA / 2) * Math.sqrt(variance);
  return { value, n, low: Math.max(0, value - reach), high: Math.min(1, value + reach), reason: null };
}
