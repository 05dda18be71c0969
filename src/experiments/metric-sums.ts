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

/** Squares around the mean, as a part of all squares, of values that do not vary: an s.d. of a millionth of the mean. */
const LEAST_SQUARES = 1e-12;

/** @param sums of at least one unit */
export function momentsOf({ n, sum, sumOfSquares }: MetricSums): Moments {
  const mean = sum / n;
  const squares = sumOfSquares - sum * mean;
  // Below that the difference of two such sums is rounding alone.
  const variance = n < 2 || squares <= sumOfSquares * LEAST_SQUARES ? 0 : squares / (n - 1);
  return { n, mean, variance };
}

/** Sums of nothing but 0 and 1 -> the share they count; null for anything else. */
export function proportionOf({ n, sum, sumOfSquares }: MetricSums): Proportion | null {
  return n > 0 && sum === sumOfSquares && Number.isInteger(sum) && sum >= 0 && sum <= n
    ? { successes: sum, n }
    : null;
}
