import { type Metric, missingMetric, pointMetric } from './metric.js';

export interface ScoreMetrics {
  readonly logLoss: Metric;
  readonly auc: Metric;
  readonly brier: Metric;
}

/**
 * How well probabilities of the positive class fit the labels, from counts that come with ascending probability, each
 * probability once: so ties are exact, sums have one order, and memory does not grow.
 */
export class ProbabilityScores {
  private positives = 0;
  private negatives = 0;
  private loss = 0;
  private squares = 0;
  /** Pairs of a positive and a negative row in which the positive one has the higher probability; ties are half. */
  private concordant = 0;

  add(probability: number, positives: number, negatives: number): void {
    this.concordant += positives * (this.negatives + negatives / 2);
    this.positives += positives;
    this.negatives += negatives;
    const p = Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON);
    this.loss -= positives * Math.log(p) + negatives * Math.log1p(-p);
    this.squares += positives * (1 - probability) ** 2 + negatives * probability ** 2;
  }

  /**
   * Log loss (probabilities kept a rounding error away from 0 and 1, as in scikit-learn, so that one of them cannot make
   * it infinite), the area under the ROC curve (Mann-Whitney) and the Brier score (the mean squared error).
   */
  metrics(): ScoreMetrics {
    const n = this.positives + this.negatives;
    if (n === 0) {
      const none = missingMetric('no labelled row has a probability');
      return { logLoss: none, auc: none, brier: none };
    }
    const oneClass = this.positives === 0 || this.negatives === 0;
    return {
      logLoss: pointMetric(this.loss / n, n),
      auc: oneClass
        ? missingMetric('all labels are of one class', n)
        : pointMetric(this.concordant / (this.positives * this.negatives), n),
      brier: pointMetric(this.squares / n, n),
    };
  }
}
