import type { Instant } from '../core/time.js';
import { type MetricSums, NO_SUMS } from './metric-sums.js';

/**
 * What one version did in one cell of time: an hour, cut where the routing changed within it, so that a cell never
 * holds units that were routed in two ways.
 */
export interface CellReadings {
  readonly version: string;
  /** The cell's beginning. */
  readonly from: Instant;
  /** Units that the version served. */
  readonly units: number;
  /** By metric; a metric that nothing is known of is missing. */
  readonly metrics: Readonly<Record<string, MetricSums>>;
}

/** All that a test has seen, in time order. The order of the rows behind it makes no difference. */
export interface ExperimentReadings {
  readonly cells: readonly CellReadings[];
  /** Different units of all versions together. */
  readonly units: number;
  /** Of them, those that more than one version served. */
  readonly unitsInSeveralArms: number;
  /** The instant of the last of them; null without any. */
  readonly lastAt: Instant | null;
  /** Values that cannot be right, such as a latency of 0, by metric: left out. A metric without any is missing. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** What to read for a test. */
export interface ReadingsRequest {
  readonly versions: readonly string[];
  readonly from: Instant;
  /** Excluded; null: all there is. */
  readonly to: Instant | null;
  /** Instants at which the routing changed: no cell reaches across one. */
  readonly cuts: readonly Instant[];
  readonly metrics: readonly string[];
}

/** What a cell knows of a metric. */
export function sumsOf({ metrics }: CellReadings, metric: string): MetricSums {
  return (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined) ?? NO_SUMS;
}
