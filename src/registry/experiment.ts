import type { Instant } from '../core/time.js';
import type { ExperimentStarted, ExperimentStopped } from './experiment-events.js';

/** A span in which units were routed the same way. */
export interface Phase {
  readonly from: Instant;
  /** Of their full size that the arms behind the control had. */
  readonly percent: number;
  /** Why it began. */
  readonly reason: string;
}

/** A test of versions of one model against each other. */
export interface Experiment extends Omit<ExperimentStarted, 'type' | 'model' | 'experiment' | 'percent'> {
  readonly id: string;
  readonly startedAt: Instant;
  readonly startedBy: string;
  /** Oldest first; at least one. */
  readonly phases: readonly Phase[];
  /** Null while it runs. */
  readonly stopped:
    | (Pick<ExperimentStopped, 'decision' | 'winner' | 'losers' | 'analysis'> & {
        readonly at: Instant;
        readonly by: string;
        readonly reason: string | null;
      })
    | null;
}

/** `ab-1`, `ab-2`, ...: short, because people type it. */
export function nextExperimentId(experiments: readonly Experiment[]): string {
  return `ab-${experiments.length + 1}`;
}
