import type { Instant } from '../../core/time.js';

/**
 * What came of a job.
 * - `ok`: done, nothing is wrong.
 * - `found`: done, and something is wrong: drift, degradation, damaged files.
 * - `inconclusive`: done, and it could not tell: too few rows, no baseline.
 * - `idle`: there was nothing to do.
 * - `failed`: not done.
 */
export const JOB_OUTCOMES = ['ok', 'found', 'inconclusive', 'idle', 'failed'] as const;
export type JobOutcome = (typeof JOB_OUTCOMES)[number];

/** Plain JSON: it crosses from the process that does the job to the one that schedules it. */
export interface JobReport {
  readonly outcome: JobOutcome;
  /** As a command would exit: 0, 3 for degradation, 5 for damaged files, 7 inconclusive, else that of the failure. */
  readonly exitCode: number;
  /** One line with the figures. */
  readonly message: string;
  /** What to do about it; null when nothing is to be done. */
  readonly hint: string | null;
  readonly version: string | null;
  /** What was done or found besides, a line each: an alert opened, a version rolled back, a file ingested. */
  readonly notes: readonly JobNote[];
  /** When there is something to do again, where that is not for the schedule to say; null: by the schedule. */
  readonly nextAt: Instant | null;
}

export interface JobNote {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly model: string | null;
  readonly version: string | null;
}
