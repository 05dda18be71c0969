import { type JobReport, jobReport } from '../../src/governance/watch/job-report.js';
import type { Schedule } from '../../src/watch/schedule.js';
import {
  type Action,
  NOTHING_YET,
  type Readings,
  type ScheduledUnit,
  type Ticked,
  tick,
  type WatchState,
} from '../../src/watch/tick.js';
import { type JobName, type Unit, unitName } from '../../src/watch/unit.js';
import type { TickLimits } from '../../src/watch/unit-state.js';

export function unit(name: string): Unit {
  const [job = '', model = null] = name.split(' ');
  return { job: job as JobName, model };
}

export function every(name: string, minutes: number): ScheduledUnit {
  return { unit: unit(name), schedule: { kind: 'every', intervalMs: minutes * 60_000 } };
}

export function cron(name: string, expression: string, zone = 'UTC'): ScheduledUnit {
  const schedule: Schedule = { kind: 'cron', expression, zone };
  return { unit: unit(name), schedule };
}

/** Ticks by a clock that a test sets, without jitter unless it asks for some. */
export class Ticker {
  state: WatchState = NOTHING_YET;
  last: Ticked = { state: NOTHING_YET, actions: [], wakeAt: null };

  constructor(
    public scheduled: readonly ScheduledUnit[],
    readonly limits: TickLimits = { timeoutMs: 30 * 60_000, jitterMs: 0 },
  ) {}

  /** @returns what is done, as in `start drift churn` */
  at(now: string, readings: Partial<Readings> = {}): string[] {
    this.last = tick(
      this.state,
      {
        scheduled: this.scheduled,
        finished: [],
        requested: [],
        only: null,
        stopping: false,
        random: 0,
        ...readings,
      },
      instant(now),
      this.limits,
    );
    this.state = this.last.state;
    return this.last.actions.map(describeAction);
  }

  /** A tick at which units have ended. */
  ended(now: string, names: readonly string[], report: JobReport = jobReport('ok', 'done')): string[] {
    return this.at(now, { finished: names.map((name) => ({ unit: unit(name), at: instant(now), report })) });
  }

  dueAt(name: string): string | undefined {
    return this.of(name)?.nextAt;
  }

  of(name: string) {
    return this.state.units[name];
  }
}

export function describeAction({ type, unit }: Action): string {
  return `${type} ${unitName(unit)}`;
}

/** `09:30`: of 2 March 2026, a Monday; or a whole instant. */
export function instant(time: string): string {
  return new Date(time.includes('T') ? time : `2026-03-02T${time}Z`).toISOString();
}
