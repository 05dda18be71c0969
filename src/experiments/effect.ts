import type { MetricSpec } from '../registry/experiment-events.js';
import type { Interval } from '../stats/interval.js';
import type { Standing } from './decision.js';
import type { MetricSums } from './readings.js';

/** One metric of one arm. */
export interface ArmValue {
  readonly n: number;
  readonly mean: number | null;
  /** Of the units, not of the mean. */
  readonly sd: number | null;
}

/** A candidate against the control in one metric. Differences are candidate less control, in the metric's own unit. */
export interface Effect extends MetricSpec {
  /** A `proportion` counts units, a `mean` measures them. */
  readonly kind: 'proportion' | 'mean';
  readonly control: ArmValue;
  readonly candidate: ArmValue;
  readonly difference: number | null;
  /** Difference by the control's mean: for the eye, decides nothing. */
  readonly lift: number | null;
  /** Holds at every look at once (sequential), or at the planned number of units (fixed). */
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** Of the winning side of the truth, for information; null for means. */
  readonly bayes: { readonly chanceToWin: number; readonly expectedLoss: number } | null;
  readonly standing: Standing;
  /** Why there is no figure; null when there is. */
  readonly reason: string | null;
}

/** What is known of a metric in the units that satisfy `select`. */
export function sumMetric(
  cells: readonly { readonly metrics: Readonly<Record<string, MetricSums>> }[],
  metric: string,
): MetricSums {
  let [n, sum, sumOfSquares] = [0, 0, 0];
  for (const { metrics } of cells) {
    const cell = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    if (cell === undefined) continue;
    n += cell.n;
    sum += cell.sum;
    sumOfSquares += cell.sumOfSquares;
  }
  return { n, sum, sumOfSquares };
}
