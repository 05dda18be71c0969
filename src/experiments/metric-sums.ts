import type { Moments } from '../stats/moments.js';
import type { Proportion } from '../stats/proportion.js';

/** A metric over some units: enough for its mean and variance. A share counts 0 and 1. */
export interface MetricSums {
  /** Units of which it is known. */
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

export const NO_SUMS: MetricSums = { n: 0, sum: 0, sumOfSquares: 0 };

export function addSums(a: MetricSums, b: MetricSums): MetricSums {
  return { n: a.n + b.n, sum: a.sum + b.sum, sumOfSquares: a.sumOfSquares + b.sumOfSquares };
}

/** @param sums of at least one unit */
export function momentsOf({ n, sum, sumOfSquares }: MetricSums): Moments {
  const mean = sum / n;
  // Rounding may take values that do not vary a hair below 0.
  const variance = n < 2 ? 0 : Math.max(0, (sumOfSquares - sum * mean) / (n - 1));
  // What is left of equal values is rounding alone.
  return { n, mean, variance: variance <= mean * mean * 1e-14 ? 0 : variance };
}

/** Sums of nothing but 0 and 1 -> the share they count; null for anything else. */
export function proportionOf({ n, sum, sumOfSquares }: MetricSums): Proportion | null {
  return n > 0 && sum === sumOfSquares && Number.isInteger(sum) && sum >= 0 && sum <= n
    ? { successes: sum, n }
    : null;
}
