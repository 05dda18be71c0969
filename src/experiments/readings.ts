import type { Instant } from '../core/time.js';

/** A metric over some units: enough for its mean and variance. A share counts 0 and 1. */
export interface MetricSums {
  /** Units of which it is known. */
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** What one version did in one hour of a test. */
export interface HourReadings {
  readonly version: string;
  /** The hour's beginning. */
  readonly hour: Instant;
  /** Units that the version served. */
  readonly units: number;
  /** By metric; a metric that nothing is known of is missing. */
  readonly metrics: Readonly<Record<string, MetricSums>>;
}

/** All that a test has seen, in time order. The order of the rows behind it makes no difference. */
export interface ExperimentReadings {
  readonly hours: readonly HourReadings[];
  /** Different units of all versions together. */
  readonly units: number;
  /** Of them, those that more than one version served. */
  readonly unitsInSeveralArms: number;
}
