import { EXIT_CODES } from '../../core/errors.js';
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

/** Whether a message of another process is a report. */
export function isJobReport(message: unknown): message is JobReport {
  if (typeof message !== 'object' || message === null) return false;
  const { outcome, exitCode, notes } = message as Partial<Record<keyof JobReport, unknown>>;
  return (
    JOB_OUTCOMES.some((known) => known === outcome) && typeof exitCode === 'number' && Array.isArray(notes)
  );
}

/** A report without notes, that leaves the next time to the schedule. */
export function jobReport(
  outcome: JobOutcome,
  message: string,
  more: Partial<Omit<JobReport, 'outcome' | 'message'>> = {},
): JobReport {
  return {
    outcome,
    exitCode: EXIT_CODE_OF_OUTCOME[outcome],
    message,
    hint: null,
    version: null,
    notes: [],
    nextAt: null,
    ...more,
  };
}

const EXIT_CODE_OF_OUTCOME: Readonly<Record<JobOutcome, number>> = {
  ok: EXIT_CODES.ok,
  idle: EXIT_CODES.ok,
  found: EXIT_CODES.denied,
  inconclusive: EXIT_CODES.inconclusive,
  failed: EXIT_CODES.internal,
};
