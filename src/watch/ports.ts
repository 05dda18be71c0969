import type { Config } from '../config/keys.js';
import type { Instant } from '../core/time.js';
import type { Health } from '../governance/watch/health.js';
import type { JobReport } from '../governance/watch/job-report.js';
import type { ScheduledUnit, WatchState } from './tick.js';
import type { Unit } from './unit.js';

/** A unit at work in a process of its own. */
export interface RunningJob {
  /** Never rejects: whatever becomes of the process is a report. */
  readonly ended: Promise<JobReport>;
  /** Ends it, after `graceMs` by force. `reason` becomes the message of its report. */
  kill(reason: string, graceMs: number): void;
}

export interface JobRunner {
  start(unit: Unit, config: Config): RunningJob;
}

/** What is to be done from time to time, and the settings it is done by. */
export interface Assignment {
  readonly config: Config;
  readonly scheduled: readonly ScheduledUnit[];
}

/** What the loop needs from outside. */
export interface LoopPorts {
  readonly now: () => Instant;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Waits until an instant, or until it is woken. */
  readonly sleep: (until: Instant, wake: AbortSignal) => Promise<void>;
  readonly runner: JobRunner;
  readonly readState: () => Promise<WatchState>;
  readonly writeState: (state: WatchState) => Promise<void>;
  /** Reads the configuration again. @throws GovError for one that is not valid. */
  readonly readConfig: () => Promise<Config>;
  /** Reads the registry again. @throws GovError when it cannot be read, config for schedules that are none. */
  readonly readScheduled: (config: Config) => Promise<readonly ScheduledUnit[]>;
  /** What is worth knowing from outside; asked for only where somebody follows it. */
  readonly readHealth: (config: Config) => Promise<Health>;
  /** Stores who is to be told of jobs that began or ceased to fail between two states. */
  readonly tellFailures: (before: WatchState, after: WatchState, config: Config) => Promise<void>;
}
