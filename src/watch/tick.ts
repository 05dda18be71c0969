import type { Instant } from '../core/time.js';
import type { JobOutcome, JobReport } from '../governance/watch/job-report.js';
import { nextAfter, type Schedule, sameSchedule } from './schedule.js';
import { type JobName, type Unit, unitName } from './unit.js';

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

export interface WatchState {
  /** When the last tick was; null before the first. */
  readonly tickedAt: Instant | null;
  /** By the names of units. */
  readonly units: Readonly<Record<string, UnitState>>;
}

export const NOTHING_YET: WatchState = { tickedAt: null, units: {} };

export interface ScheduledUnit {
  readonly unit: Unit;
  readonly schedule: Schedule;
}

export interface FinishedUnit {
  readonly unit: Unit;
  readonly at: Instant;
  readonly report: JobReport;
}

/** What a tick has to go by besides the state. */
export interface Readings {
  /** Everything that is to be done from time to time, by the configuration and the registry as they are now. */
  readonly scheduled: readonly ScheduledUnit[];
  /** What ended since the tick before. */
  readonly finished: readonly FinishedUnit[];
  /** Names of units that a person asked for: due at once. */
  readonly requested: readonly string[];
  /** Jobs of which units are started, whatever else is due; null: all of them. */
  readonly only: readonly JobName[] | null;
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

/** Longer than a loop ever waits: between two ticks further apart than this, the machine slept or its clock was set. */
const LONGEST_GAP_MS = 120_000;

const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 3_600_000;

/** Jobs that tell of others: their end is no news. */
const TELLING: readonly JobName[] = ['deliver', 'refresh'];

/** What is to be done now: the same for the same input. */
export function tick(state: WatchState, readings: Readings, now: Instant, limits: TickLimits): Ticked {
  const delay = spreadDelays(readings.random, limits.jitterMs);
  const jumpMs = clockJump(state.tickedAt, now);
  const units = new Map(
    Object.values(state.units).map((unit) => [
      unitName(unit.unit),
      jumpMs === 0 ? unit : moved(unit, jumpMs),
    ]),
  );
  for (const { unit, at, report } of readings.finished) {
    const known = units.get(unitName(unit));
    if (known !== undefined) units.set(unitName(unit), settle(known, at, report, delay));
  }
  reschedule(units, readings.scheduled, now, delay);
  if (readings.finished.some(({ unit }) => !TELLING.includes(unit.job))) hasten(units, 'deliver', now);
  for (const name of readings.requested) hasten(units, name, now);
  const actions: Action[] = killLate(units, now);
  const mayStart = ({ unit }: UnitState) =>
    !readings.stopping && (readings.only === null || readings.only.includes(unit.job));
  for (const next of nextOfEachJob(units, mayStart)) {
    if (next.nextAt > now) continue;
    units.set(unitName(next.unit), start(next, now, limits, delay));
    actions.push({ type: 'start', unit: next.unit });
  }
  return {
    state: { tickedAt: now, units: Object.fromEntries(units) },
    actions,
    wakeAt: earliest([
      ...nextOfEachJob(units, mayStart).map(({ nextAt }) => nextAt),
      ...[...units.values()].flatMap(({ running }) =>
        running === null || running.killed ? [] : [running.deadline],
      ),
    ]),
  };
}

/** The state that a killed process left: what it was doing is due again at once. */
export function afterRestart(state: WatchState, now: Instant): WatchState {
  return {
    tickedAt: null,
    units: Object.fromEntries(
      Object.entries(state.units).map(([name, unit]) => [
        name,
        unit.running === null ? unit : { ...unit, running: null, nextAt: now },
      ]),
    ),
  };
}

/** How long something is put off. */
interface Delay {
  readonly of: (periodMs: number) => number;
  readonly atMost: (periodMs: number) => number;
}

/** Each delay another one: the starts that one tick tells are spread evenly, by the golden ratio. */
function spreadDelays(random: number, jitterMs: number): Delay {
  let told = 0;
  const atMost = (periodMs: number) => Math.min(jitterMs, periodMs / 10);
  return {
    of: (periodMs) => Math.floor(((random + told++ * ((Math.sqrt(5) - 1) / 2)) % 1) * atMost(periodMs)),
    atMost,
  };
}

/** By how much the clock moved while nobody looked: suspended, or set forwards or back. */
function clockJump(tickedAt: Instant | null, now: Instant): number {
  if (tickedAt === null) return 0;
  const gapMs = Date.parse(now) - Date.parse(tickedAt);
  return gapMs < 0 || gapMs > LONGEST_GAP_MS ? gapMs : 0;
}

/** A job did not run while the machine slept: its time goes on from where it was. */
function moved(unit: UnitState, byMs: number): UnitState {
  if (unit.running === null) return unit;
  const { startedAt, deadline, killed } = unit.running;
  return {
    ...unit,
    running: { startedAt: later(startedAt, byMs), deadline: later(deadline, byMs), killed },
  };
}

function settle(unit: UnitState, at: Instant, report: JobReport, delay: Delay): UnitState {
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

/** Adds what is new, drops what is no longer scheduled and does not run, and follows schedules that have changed. */
function reschedule(
  units: Map<string, UnitState>,
  scheduled: readonly ScheduledUnit[],
  now: Instant,
  delay: Delay,
): void {
  const wanted = new Map(scheduled.map((entry) => [unitName(entry.unit), entry]));
  for (const [name, unit] of units) {
    if (!wanted.has(name) && unit.running === null) units.delete(name);
  }
  for (const [name, { unit, schedule }] of wanted) {
    const known = units.get(name);
    if (known === undefined)
      units.set(name, firstState(unit, schedule, later(now, delay.of(periodOf(schedule)))));
    else units.set(name, followClock(followSchedule(known, schedule, delay), now, delay));
  }
}

function firstState(unit: Unit, schedule: Schedule, nextAt: Instant): UnitState {
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

function followSchedule(unit: UnitState, schedule: Schedule, delay: Delay): UnitState {
  if (sameSchedule(unit.schedule, schedule)) return unit;
  const { lastStartedAt, failures } = unit;
  // What is tried again, or was never tried, does not wait for its schedule anyway.
  if (lastStartedAt === null || failures > 0) return { ...unit, schedule };
  return { ...unit, schedule, nextAt: dueAfter(schedule, lastStartedAt, delay) };
}

/** After the clock was set back, what is due by the clock as it was would not be due for as long as it was set back. */
function followClock(unit: UnitState, now: Instant, delay: Delay): UnitState {
  const { lastStartedAt, schedule, nextAt } = unit;
  if (lastStartedAt === null) {
    const latest = later(now, delay.atMost(periodOf(schedule)));
    return nextAt > latest ? { ...unit, nextAt: latest } : unit;
  }
  if (lastStartedAt <= now) return unit;
  const latest = dueAfter(schedule, now, delay);
  return { ...unit, lastStartedAt: now, nextAt: nextAt < latest ? nextAt : latest };
}

function dueAfter(schedule: Schedule, after: Instant, delay: Delay): Instant {
  return later(nextAfter(schedule, after), delay.of(periodOf(schedule)));
}

function periodOf(schedule: Schedule): number {
  return schedule.kind === 'every' ? schedule.intervalMs : Number.POSITIVE_INFINITY;
}

/** Makes a unit due now; one that runs, once more when it has ended. */
function hasten(units: Map<string, UnitState>, name: string, now: Instant): void {
  const unit = units.get(name);
  if (unit !== undefined && unit.nextAt > now) units.set(name, { ...unit, nextAt: now });
}

function killLate(units: Map<string, UnitState>, now: Instant): Action[] {
  const actions: Action[] = [];
  for (const [name, unit] of units) {
    const { running } = unit;
    if (running === null || running.killed || running.deadline > now) continue;
    units.set(name, { ...unit, running: { ...running, killed: true } });
    const minutes = (Date.parse(running.deadline) - Date.parse(running.startedAt)) / 60_000;
    actions.push({
      type: 'kill',
      unit: unit.unit,
      reason: `not done within ${Number(minutes.toFixed(2))} min (watch.jobTimeoutMinutes)`,
    });
  }
  return actions;
}

/** Of each job of which no unit runs, the unit that is due first. */
function nextOfEachJob(
  units: ReadonlyMap<string, UnitState>,
  mayStart: (unit: UnitState) => boolean,
): UnitState[] {
  const next = new Map<JobName, UnitState>();
  const all = [...units.values()];
  const busy = new Set(all.flatMap(({ unit, running }) => (running === null ? [] : [unit.job])));
  for (const unit of all) {
    if (busy.has(unit.unit.job) || !mayStart(unit)) continue;
    const other = next.get(unit.unit.job);
    if (other === undefined || unit.nextAt < other.nextAt) next.set(unit.unit.job, unit);
  }
  return [...next.values()];
}

function start(unit: UnitState, now: Instant, { timeoutMs }: TickLimits, delay: Delay): UnitState {
  return {
    ...unit,
    running: { startedAt: now, deadline: later(now, timeoutMs), killed: false },
    lastStartedAt: now,
    nextAt: dueAfter(unit.schedule, now, delay),
  };
}

function later(at: Instant, byMs: number): Instant {
  return new Date(Date.parse(at) + byMs).toISOString();
}

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
}
