import type { Instant } from '../core/time.js';
import type { JobReport } from '../governance/watch/job-report.js';
import type { Schedule } from './schedule.js';
import type { Unit } from './unit.js';

/** What is kept of a unit between runs, and across restarts. */
export interface UnitState {
  readonly unit: Unit;
  /** When it is due. */
  readonly nextAt: Instant;
  /** Null while it does not run. */
  readonly running: { readonly startedAt: Instant; readonly deadline: Instant } | null;
  /** Failures in a row, and since when; 0 and null after a run that was done. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly lastStartedAt: Instant | null;
  readonly lastFinishedAt: Instant | null;
  /** When it was last done, whatever it found. */
  readonly lastSuccessAt: Instant | null;
  readonly lastDurationMs: number | null;
  readonly lastReport: JobReport | null;
}

/** By the names of units. */
export interface WatchState {
  readonly units: Readonly<Record<string, UnitState>>;
}

export const NOTHING_YET: WatchState = { units: {} };

/** What a tick has to go by besides the state. */
export interface Readings {
  /** Everything that is to be done from time to time, by the configuration and the registry as they are now. */
  readonly scheduled: readonly { readonly unit: Unit; readonly schedule: Schedule }[];
  /** What ended since the tick before. */
  readonly finished: readonly { readonly unit: Unit; readonly at: Instant; readonly report: JobReport }[];
  /** Names of units that a person asked for: due at once. */
  readonly requested: readonly string[];
  /** Nothing new is started any more. */
  readonly stopping: boolean;
  /** Uniform in [0, 1): spreads starts and retries. */
  readonly random: number;
}

export interface TickLimits {
  readonly timeoutMs: number;
  readonly jitterMs: number;
}

export type Action =
  | { readonly type: 'start'; readonly unit: Unit }
  /** It ran out of time; its end is reported like any other. */
  | { readonly type: 'kill'; readonly unit: Unit; readonly reason: string };

export interface Ticked {
  readonly state: WatchState;
  readonly actions: readonly Action[];
  /** When the next tick has something to do unless a unit ends before; null: not before that. */
  readonly wakeAt: Instant | null;
}
