import type { Instant } from '../core/time.js';
import type { Health } from '../governance/watch/health.js';
import type { JobReport } from '../governance/watch/job-report.js';
import type { WatchState } from './tick.js';
import type { Unit } from './unit.js';

/** What `watch` tells of itself: a line of its log each, and of `--json`. */
export type WatchEvent =
  | {
      readonly type: 'started';
      readonly at: Instant;
      readonly place: string;
      readonly pid: number;
      /** Where metrics are served; null: nowhere. */
      readonly metricsUrl: string | null;
    }
  | { readonly type: 'job-started'; readonly at: Instant; readonly unit: Unit }
  | {
      readonly type: 'job-finished';
      readonly at: Instant;
      readonly unit: Unit;
      readonly durationMs: number;
      readonly report: JobReport;
      /** Failures in a row, this one included. */
      readonly failures: number;
      /** Null when it is no longer scheduled. */
      readonly nextAt: Instant | null;
    }
  | { readonly type: 'job-killed'; readonly at: Instant; readonly unit: Unit; readonly reason: string }
  | { readonly type: 'reloaded'; readonly at: Instant }
  | {
      readonly type: 'reload-refused';
      readonly at: Instant;
      readonly message: string;
      readonly hint: string | null;
    }
  | { readonly type: 'warning'; readonly at: Instant; readonly message: string }
  | { readonly type: 'stopping'; readonly at: Instant; readonly signal: string }
  | { readonly type: 'stopped'; readonly at: Instant };

/** Whoever follows what `watch` does: a log, a live view, metrics, the service manager. */
export interface WatchObserver {
  event?(event: WatchEvent): void;
  /** After each tick: also the sign that the loop is alive. */
  ticked?(state: WatchState, at: Instant): void;
  /** At the start, and after each job. */
  health?(health: Health): void;
  close?(): Promise<void>;
}
