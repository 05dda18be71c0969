import { ExactSum } from '../stats/exact-sum.js';
import { normalCriticalValue } from '../stats/normal-distribution.js';
import { ALPHA, type Metric, missingMetric, pointMetric } from './metric.js';

export interface RegressionMetrics {
  /** Mean absolute error, with the interval of a mean. */
  readonly mae: Metric;
  readonly rmse: Metric;
  readonly r2: Metric;
}

/** Errors of predicted quantities, summed exactly, so that the order of rows does not matter. */
export class RegressionErrors {
  private n = 0;
  private readonly absolute = new ExactSum();
  private readonly squared = new ExactSum();
  private readonly actual = new ExactSum();
  private readonly actualSquared = new ExactSum();

  /** @param center a value among the labels, subtracted before summing so that no digits are lost */
  constructor(private readonly center: number) {}

  add(prediction: number, actual: number): void {
    const error = prediction - actual;
    const centered = actual - this.center;
    this.n++;
    this.absolute.add(Math.abs(error));
    this.squared.add(error * error);
    this.actual.add(centered);
    this.actualSquared.add(centered * centered);
  }

  metrics(): RegressionMetrics {
    const { n } = this;
    if (n === 0) {
      const none = missingMetric('no labels');
      return { mae: none, rmse: none, r2: none };
    }
    const squares = this.squared.total();
    return { mae: this.mae(squares), rmse: pointMetric(Math.sqrt(squares / n), n), r2: this.r2(squares) };
  }

  private mae(squares: number): Metric {
    const { n } = this;
    const mean = this.absolute.total() / n;
    const metric = pointMetric(mean, n);
    if (metric.value === null || n < 2) return metric;
    const variance = Math.max(0, squares - n * mean * mean) / (n - 1);
    const reach = normalCriticalValue(ALPHA / 2) * Math.sqrt(variance / n);
    return { ...metric, low: Math.max(0, mean - reach), high: mean + reach };
  }

  private r2(squares: number): Metric {
    const { n } = this;
    const sum = this.actual.total();
    const spread = this.actualSquared.total() - (sum * sum) / n;
    if (!(spread > 0)) return missingMetric(`${n === 1 ? 'one label' : 'all labels are equal'}`, n);
    return pointMetric(1 - squares / spread, n);
  }
}
