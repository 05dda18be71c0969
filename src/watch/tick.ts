import type { Instant } from '../core/time.js';
import type { JobReport } from '../governance/watch/job-report.js';
import type { Schedule } from './schedule.js';
import { type JobName, type Unit, unitName } from './unit.js';
import {
  type Delay,
  firstState,
  followClock,
  followSchedule,
  later,
  moved,
  periodOf,
  settle,
  start,
  type TickLimits,
  type UnitState,
} from './unit-state.js';

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

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
}
