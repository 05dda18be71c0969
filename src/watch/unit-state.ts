import type { Instant } from '../core/time.js';
import type { JobOutcome, JobReport } from '../governance/watch/job-report.js';
import { nextAfter, type Schedule, sameSchedule } from './schedule.js';
import type { Unit } from './unit.js';

/** What is kept of a unit between runs, and across restarts. */
export interface UnitState {
  readonly unit: Unit;
  /** By which `nextAt` was told: another one in the configuration tells it anew. */
  readonly schedule: Schedule;
  /** When it is due; of one that runs, when it is due again. */
  readonly nextAt: Instant;
  /** Null while it does not run. */
  readonly running: Running | null;
  /** Failures in a row, and since when; 0 and null after a run that was done. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly lastStartedAt: Instant | null;
  readonly lastFinishedAt: Instant | null;
  /** When it was last done, whatever it found. */
  readonly lastSuccessAt: Instant | null;
  readonly lastDurationMs: number | null;
  /** How often it ended in each way, ever since the state is kept. */
  readonly runs: Readonly<Record<JobOutcome, number>>;
  /** Without its notes, which may be many and are told as they come. */
  readonly lastReport: JobReport | null;
}

export interface Running {
  readonly startedAt: Instant;
  readonly deadline: Instant;
  /** Whether it ran out of time and was told to end. */
  readonly killed: boolean;
}

export interface TickLimits {
  readonly timeoutMs: number;
  readonly jitterMs: number;
}

const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 3_600_000;

/** How long something is put off. */
export interface Delay {
  readonly of: (periodMs: number) => number;
  readonly atMost: (periodMs: number) => number;
}

/** A job did not run while the machine slept: its time goes on from where it was. */
export function moved(unit: UnitState, byMs: number): UnitState {
  if (unit.running === null) return unit;
  const { startedAt, deadline, killed } = unit.running;
  return {
    ...unit,
    running: { startedAt: later(startedAt, byMs), deadline: later(deadline, byMs), killed },
  };
}

export function settle(unit: UnitState, at: Instant, report: JobReport, delay: Delay): UnitState {
  const failed = report.outcome === 'failed';
  const failures = failed ? unit.failures + 1 : 0;
  const dueAt = failed ? retryAt(unit.schedule, failures, at, delay) : unit.nextAt;
  return {
    ...unit,
    running: null,
    failures,
    failingSince: failed ? (unit.failingSince ?? at) : null,
    lastFinishedAt: at,
    lastSuccessAt: failed ? unit.lastSuccessAt : at,
    lastDurationMs:
      unit.running === null ? null : Math.max(0, Date.parse(at) - Date.parse(unit.running.startedAt)),
    runs: { ...unit.runs, [report.outcome]: unit.runs[report.outcome] + 1 },
    lastReport: { ...report, notes: [] },
    // What a job says of its own next time is told by what it waits for.
    nextAt: report.nextAt !== null && report.nextAt < dueAt ? report.nextAt : dueAt,
  };
}

/** A minute after the first failure, then twice as long each time, up to the interval or an hour. */
function retryAt(schedule: Schedule, failures: number, at: Instant, delay: Delay): Instant {
  const longestMs = schedule.kind === 'every' ? Math.min(schedule.intervalMs, LAST_RETRY_MS) : LAST_RETRY_MS;
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), longestMs);
  return later(at, waitMs + delay.of(waitMs));
}

export function firstState(unit: Unit, schedule: Schedule, nextAt: Instant): UnitState {
  return {
    unit,
    schedule,
    nextAt,
    running: null,
    failures: 0,
    failingSince: null,
    lastStartedAt: null,
    lastFinishedAt: null,
    lastSuccessAt: null,
    lastDurationMs: null,
    runs: { ok: 0, found: 0, inconclusive: 0, idle: 0, failed: 0 },
    lastReport: null,
  };
}

export function followSchedule(unit: UnitState, schedule: Schedule, delay: Delay): UnitState {
  if (sameSchedule(unit.schedule, schedule)) return unit;
  const { lastStartedAt, failures } = unit;
  // What is tried again, or was never tried, does not wait for its schedule anyway.
  if (lastStartedAt === null || failures > 0) return { ...unit, schedule };
  return { ...unit, schedule, nextAt: dueAfter(schedule, lastStartedAt, delay) };
}

/** After the clock was set back, what is due by the clock as it was would not be due for as long as it was set back. */
export function followClock(unit: UnitState, now: Instant, delay: Delay): UnitState {
  const { lastStartedAt, schedule, nextAt } = unit;
  if (lastStartedAt === null) {
    const latest = later(now, delay.atMost(periodOf(schedule)));
    return nextAt > latest ? { ...unit, nextAt: latest } : unit;
  }
  if (lastStartedAt <= now) return unit;
  const latest = dueAfter(schedule, now, delay);
  return { ...unit, lastStartedAt: now, nextAt: nextAt < latest ? nextAt : latest };
}

export function dueAfter(schedule: Schedule, after: Instant, delay: Delay): Instant {
  return later(nextAfter(schedule, after), delay.of(periodOf(schedule)));
}

export function periodOf(schedule: Schedule): number {
  return schedule.kind === 'every' ? schedule.intervalMs : Number.POSITIVE_INFINITY;
}

export function start(unit: UnitState, now: Instant, { timeoutMs }: TickLimits, delay: Delay): UnitState {
  return {
    ...unit,
    running: { startedAt: now, deadline: later(now, timeoutMs), killed: false },
    lastStartedAt: now,
    nextAt: dueAfter(unit.schedule, now, delay),
  };
}

export function later(at: Instant, byMs: number): Instant {
  return new Date(Date.parse(at) + byMs).toISOString();
}
