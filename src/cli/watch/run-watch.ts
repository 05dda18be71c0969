import { setTimeout as wait } from 'node:timers/promises';
import { inside, type Location } from '../../adapters/location.js';
import { createJobRunner } from '../../adapters/watch/job-runner.js';
import { acquireLock } from '../../adapters/watch/lock-file.js';
import { OutboxFolder } from '../../adapters/watch/outbox-folder.js';
import { WatchStateFile } from '../../adapters/watch/watch-state-file.js';
import type { Config } from '../../config/keys.js';
import { createGovernance } from '../../context.js';
import { GovError } from '../../core/errors.js';
import type { Governance } from '../../governance/context.js';
import { sortedModels } from '../../governance/registry/read-registry.js';
import { loadRegistry } from '../../governance/registry/registry-store.js';
import { collectHealth } from '../../governance/watch/collect-health.js';
import type { JobOptions } from '../../governance/watch/ports.js';
import { tellJobFailures } from '../../governance/watch/tell-job-failures.js';
import type { WatchEvent, WatchObserver } from '../../watch/event.js';
import { changedFailures } from '../../watch/failures.js';
import { type LoopOptions, WatchLoop } from '../../watch/loop.js';
import type { LoopPorts } from '../../watch/ports.js';
import { scheduleUnits } from '../../watch/schedule-units.js';
import type { WatchState } from '../../watch/tick.js';
import { watchFolder } from '../../watch-context.js';
import type { Io } from '../io.js';
import type { CliSession } from '../session.js';

export interface WatchRun {
  readonly state: WatchState;
  readonly finished: readonly Extract<WatchEvent, { type: 'job-finished' }>[];
}

export interface WatchRequest extends JobOptions, Pick<LoopOptions, 'forever' | 'only' | 'metricsUrl'> {
  readonly actor: string;
  /** Reads the configuration as the command line said. */
  readonly readConfig: () => Promise<Config>;
  readonly observers: readonly WatchObserver[];
}

/**
 * Runs the loop in this process until it ends, by itself or by a signal. One at a time for each registry.
 * @throws GovError conflict when another one is at it, or took over because this one did not stir for a minute.
 */
export async function runWatch(session: CliSession, request: WatchRequest): Promise<WatchRun> {
  try {
    return await runLoop(session, request);
  } finally {
    // Also when nothing came of it: a server that goes on listening would keep the program from ending.
    for (const observer of request.observers) await observer.close?.();
  }
}

async function runLoop(session: CliSession, request: WatchRequest): Promise<WatchRun> {
  const finished: Extract<WatchEvent, { type: 'job-finished' }>[] = [];
  const collect: WatchObserver = {
    event: (event) => {
      if (!request.forever && event.type === 'job-finished') finished.push(event);
    },
  };
  const governance = openGovernance(session, request);
  const folder = watchFolder({ registryFolder: session.registryFolder, place: governance.place });
  // Before the lock, whose folder it would make: where no registry is, nothing is left.
  await loadRegistry(governance);
  const loop = new WatchLoop(
    loopPorts(session, request, governance, folder),
    {
      forever: request.forever,
      only: request.only,
      place: governance.place,
      pid: process.pid,
      metricsUrl: request.metricsUrl,
    },
    [...request.observers, collect],
  );
  let isLost = false;
  const lose = () => {
    isLost = true;
    loop.stop('loss of the lock');
  };
  // A look changes nothing, and need not wait for whoever acts.
  const lock = request.dryRun ? null : await acquireLock(inside(folder, 'lock'), () => new Date(), lose);
  const unfollow = followSignals(loop, session.io);
  try {
    const state = await loop.run();
    if (isLost) throw new GovError('conflict', `${folder.place}: another watch took over`);
    return { state, finished };
  } finally {
    unfollow();
    await lock?.release();
  }
}

/** The registry of the session, of which warnings are events like all others, each once. */
export function openGovernance(
  { io, registryFolder, settings, governance }: CliSession,
  { actor, observers }: WatchRequest,
): Governance {
  const warned = new Set<string>();
  return createGovernance({
    registryFolder,
    place: governance.place,
    workingFolder: io.cwd,
    env: io.env,
    config: settings.config,
    actor,
    warn: (message) => {
      if (warned.has(message)) return;
      warned.add(message);
      for (const observer of observers) observer.event?.({ type: 'warning', at: governance.now(), message });
    },
    withProgress: governance.withProgress,
  });
}

export function loopPorts(
  session: CliSession,
  request: WatchRequest,
  governance: Governance,
  folder: Location,
): LoopPorts {
  const outbox = new OutboxFolder(inside(folder, 'outbox'));
  const state = new WatchStateFile(inside(folder, 'state.json'), governance.warn);
  return {
    now: governance.now,
    random: governance.random,
    sleep: async (until, wake) => {
      const delayMs = Date.parse(until) - Date.parse(governance.now());
      await wait(Math.max(0, delayMs), undefined, { signal: wake }).catch(() => undefined);
    },
    runner: createJobRunner(process.argv[1] ?? '', {
      options: { autoRollback: request.autoRollback, dryRun: request.dryRun },
      registryFolder: session.registryFolder,
      place: governance.place,
      baseFolder: session.baseFolder,
      actor: request.actor,
    }),
    readState: () => state.read(),
    writeState: async (next) => {
      if (!request.dryRun) await state.write(next);
    },
    readConfig: request.readConfig,
    readScheduled: async (config) =>
      scheduleUnits(config, sortedModels((await loadRegistry(governance)).state)),
    readHealth: (config) => collectHealth({ ...governance, config }, outbox),
    tellFailures: async (before, after, config) => {
      if (request.dryRun) return;
      await tellJobFailures({ ...governance, config }, outbox, changedFailures(before, after));
    },
  };
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function followSignals(loop: WatchLoop, { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'>): () => void {
  const stop = (signal: NodeJS.Signals) => loop.stop(signal);
  const reload = () => loop.reload();
  // Whoever read the events has seen enough. A log that nobody reads any more is no reason to watch no longer.
  const end = () => loop.stop('end of the reader');
  const goOn = () => {};
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  process.on('SIGHUP', reload);
  stdout.on('error', end);
  stderr.on('error', goOn);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
    process.off('SIGHUP', reload);
  };
}
