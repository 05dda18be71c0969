import type { Config } from '../config/keys.js';
import { GovError } from '../core/errors.js';
import type { Instant } from '../core/time.js';
import type { WatchEvent, WatchObserver } from './event.js';
import type { Assignment, LoopPorts, RunningJob } from './ports.js';
import {
  type Action,
  afterRestart,
  type FinishedUnit,
  type ScheduledUnit,
  tick,
  type WatchState,
} from './tick.js';
import { type JobName, unitName } from './unit.js';

export interface LoopOptions {
  /** False: it ends as soon as nothing is due and nothing runs. */
  readonly forever: boolean;
  /** Jobs that are done now, due or not, and no others; null: whatever is due. */
  readonly only: readonly JobName[] | null;
  readonly place: string;
  readonly pid: number;
  /** Where metrics are served; null: nowhere. */
  readonly metricsUrl: string | null;
}

/** However far away the next job is, so often the loop shows that it is alive. */
const HEARTBEAT_MS = 15_000;

/** So often it looks which models there are: they come and go by other commands. */
const LOOK_MS = 60_000;

/** What is running when the loop is to end has so long to come to its own end; together below ten seconds. */
const FAREWELL_MS = 7_000;
const GRACE_MS = 1_000;

/** Of a job that ran out of time. */
const KILL_GRACE_MS = 2_000;

/** Does what `tick` says, and tells observers. One run each. */
export class WatchLoop {
  private readonly running = new Map<string, RunningJob>();
  private finished: FinishedUnit[] = [];
  private wake = new AbortController();
  private stopSignal: string | null = null;
  private reloadWanted = false;
  private lookedAt = '';

  constructor(
    private readonly ports: LoopPorts,
    private readonly options: LoopOptions,
    private readonly observers: readonly WatchObserver[],
  ) {}

  /** Nothing new is started from now on; a second call ends what runs at once. */
  stop(signal: string): void {
    if (this.stopSignal !== null) for (const job of this.running.values()) job.kill('stopped', 0);
    this.stopSignal ??= signal;
    this.wake.abort();
  }

  /** Reads the configuration again before the next tick. */
  reload(): void {
    this.reloadWanted = true;
    this.wake.abort();
  }

  /**
   * @returns the state at the end
   * @throws GovError when configuration, registry or state cannot be read at the start; later on that is a warning.
   */
  async run(): Promise<WatchState> {
    const { ports, options } = this;
    let config = await ports.readConfig();
    this.lookedAt = ports.now();
    let scheduled = await ports.readScheduled(config);
    let state = afterRestart(await ports.readState(), ports.now());
    this.tell({
      type: 'started',
      at: ports.now(),
      place: options.place,
      pid: options.pid,
      metricsUrl: options.metricsUrl,
    });
    await this.tellHealth(config);
    for (let first = true; this.stopSignal === null; first = false) {
      if (this.reloadWanted) ({ config, scheduled } = await this.readAgain({ config, scheduled }));
      scheduled = await this.lookAgain(config, scheduled);
      const before = state;
      const { actions, wakeAt, finished, ...ticked } = this.tick(before, config, scheduled, first);
      state = ticked.state;
      // Before anything starts: what a killed process was doing is known by this.
      if (first || actions.length > 0 || finished.length > 0) await this.keep(state);
      for (const unit of finished) this.tellFinished(unit, before, state);
      for (const action of actions) this.act(action, config);
      if (finished.length > 0) {
        await this.attempt(() => ports.tellFailures(before, state, config));
        await this.tellHealth(config);
      }
      for (const observer of this.observers) observer.ticked?.(state, ports.now());
      if (!options.forever && actions.length === 0 && this.running.size === 0 && this.finished.length === 0)
        break;
      await this.sleep(wakeAt);
    }
    if (this.stopSignal !== null) {
      state = await this.sayFarewell(state, this.stopSignal, config, scheduled);
      // What is shown last is what is left: nothing runs any more.
      for (const observer of this.observers) observer.ticked?.(state, ports.now());
    }
    this.tell({ type: 'stopped', at: ports.now() });
    return state;
  }

  private tick(state: WatchState, config: Config, scheduled: readonly ScheduledUnit[], first: boolean) {
    const { ports, options } = this;
    const finished = this.finished.splice(0);
    const isRequested = ({ unit }: ScheduledUnit) => first && options.only?.includes(unit.job) === true;
    const ticked = tick(
      state,
      {
        scheduled,
        finished,
        requested: scheduled.filter(isRequested).map(({ unit }) => unitName(unit)),
        only: options.only,
        stopping: this.stopSignal !== null,
        random: ports.random(),
      },
      ports.now(),
      {
        timeoutMs: config['watch.jobTimeoutMinutes'] * 60_000,
        // Whoever waits for the end of a single run gains nothing from a start that is put off.
        jitterMs: options.forever ? config['watch.jitterSeconds'] * 1000 : 0,
      },
    );
    return { ...ticked, finished };
  }

  private act({ unit, ...action }: Action, config: Config): void {
    const name = unitName(unit);
    if (action.type === 'kill') {
      this.tell({ type: 'job-killed', at: this.ports.now(), unit, reason: action.reason });
      this.running.get(name)?.kill(action.reason, KILL_GRACE_MS);
      return;
    }
    this.tell({ type: 'job-started', at: this.ports.now(), unit });
    const job = this.ports.runner.start(unit, config);
    this.running.set(name, job);
    void job.ended.then((report) => {
      this.running.delete(name);
      this.finished.push({ unit, at: this.ports.now(), report });
      this.wake.abort();
    });
  }

  private async sleep(wakeAt: Instant | null): Promise<void> {
    const heartbeat = new Date(Date.parse(this.ports.now()) + HEARTBEAT_MS).toISOString();
    await this.ports.sleep(wakeAt !== null && wakeAt < heartbeat ? wakeAt : heartbeat, this.wake.signal);
    if (this.wake.signal.aborted) this.wake = new AbortController();
  }

  /** Waits for what runs, for a while; what had to be ended is due again at the next start. */
  private async sayFarewell(
    state: WatchState,
    signal: string,
    config: Config,
    scheduled: readonly ScheduledUnit[],
  ): Promise<WatchState> {
    const { ports } = this;
    this.tell({ type: 'stopping', at: ports.now(), signal });
    const ended = Promise.all([...this.running.values()].map((job) => job.ended));
    const patience = new AbortController();
    void ended.then(() => patience.abort());
    await ports.sleep(new Date(Date.parse(ports.now()) + FAREWELL_MS).toISOString(), patience.signal);
    const stopped = new Set(this.running.keys());
    for (const job of this.running.values()) job.kill('stopped', GRACE_MS);
    await ended;
    this.finished = this.finished.filter(({ unit }) => !stopped.has(unitName(unit)));
    const { finished, ...ticked } = this.tick(state, config, scheduled, false);
    for (const unit of finished) this.tellFinished(unit, state, ticked.state);
    const last = afterRestart(ticked.state, ports.now());
    await this.keep(last);
    return last;
  }

  private async readAgain(assignment: Assignment): Promise<Assignment> {
    this.reloadWanted = false;
    const at = this.ports.now();
    try {
      const config = await this.ports.readConfig();
      // Schedules are read to the last only here, and a bad one must not get in.
      const scheduled = await this.ports.readScheduled(config);
      this.tell({ type: 'reloaded', at });
      return { config, scheduled };
    } catch (error) {
      if (!(error instanceof GovError)) throw error;
      this.tell({ type: 'reload-refused', at, message: error.message, hint: error.hint ?? null });
      return assignment;
    }
  }

  private async lookAgain(
    config: Config,
    scheduled: readonly ScheduledUnit[],
  ): Promise<readonly ScheduledUnit[]> {
    const now = this.ports.now();
    const ageMs = Math.abs(Date.parse(now) - Date.parse(this.lookedAt));
    if (ageMs < LOOK_MS) return scheduled;
    this.lookedAt = now;
    return (await this.attempt(() => this.ports.readScheduled(config))) ?? scheduled;
  }

  private async keep(state: WatchState): Promise<void> {
    await this.attempt(() => this.ports.writeState(state));
  }

  private async tellHealth(config: Config): Promise<void> {
    const followers = this.observers.filter(({ health }) => health !== undefined);
    if (followers.length === 0) return;
    const health = await this.attempt(() => this.ports.readHealth(config));
    if (health !== undefined) for (const observer of followers) observer.health?.(health);
  }

  /** What fails here today may well work with the next tick: the jobs go on. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GovError)) throw error;
      this.tell({ type: 'warning', at: this.ports.now(), message: error.message });
      return undefined;
    }
  }

  private tellFinished({ unit, at, report }: FinishedUnit, before: WatchState, after: WatchState): void {
    const name = unitName(unit);
    const startedAt = before.units[name]?.running?.startedAt ?? at;
    const now = after.units[name];
    this.tell({
      type: 'job-finished',
      at,
      unit,
      durationMs: Math.max(0, Date.parse(at) - Date.parse(startedAt)),
      report,
      failures: now?.failures ?? 0,
      nextAt: now?.nextAt ?? null,
    });
  }

  private tell(event: WatchEvent): void {
    for (const observer of this.observers) observer.event?.(event);
  }
}
