import type { ExperimentStarted } from '../registry/experiment-events.js';
import type { Interval } from '../stats/interval.js';

/** How a test compares. `alpha` is that of one candidate. */
export interface Comparison extends Pick<ExperimentStarted, 'method' | 'plannedUnits' | 'minUnits'> {
  readonly alpha: number;
}

/** What a comparison says of a difference, candidate less control. */
export interface Evidence {
  readonly interval: Interval | null;
  readonly pValue: number | null;
  /** Why there is none of them; null when there is. */
  readonly reason: string | null;
}
