import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCommitLogFolder } from '../../src/adapters/commit-log-folder.js';
import { sha256 } from '../../src/adapters/sha256.js';
import { openSnapshotFile } from '../../src/adapters/snapshot-file.js';
import type { LogEntry, LogEvent } from '../../src/commit-log/entry.js';
import { parseEvents } from '../../src/commit-log/parse-events.js';
import type { Governance } from '../../src/governance/context.js';
import { commitPlan, loadRegistry } from '../../src/governance/registry/registry-store.js';
import type { RegistryEvent } from '../../src/registry/events.js';
import { registryEventSchema } from '../../src/registry/events.js';
import { EMPTY_STATE } from '../../src/registry/state.js';

/** What reading and committing need, over the real adapters; the operations above them are not wired. */
export type Store = Pick<
  Governance,
  'place' | 'log' | 'snapshot' | 'sha256' | 'now' | 'random' | 'sleep' | 'actor' | 'warn'
>;

export const logFolder = (registryFolder: string) => join(registryFolder, '.dharma', 'log');
export const snapshotPath = (registryFolder: string) => join(registryFolder, 'registry.json');

export function openStore(folder: string, actor = 'test', warn: (message: string) => void = () => {}): Store {
  return {
    place: 'models',
    log: openCommitLogFolder({ path: logFolder(folder), place: 'models/.dharma/log', warn }),
    snapshot: openSnapshotFile({ path: snapshotPath(folder), place: 'models/registry.json' }),
    sha256,
    now: () => new Date().toISOString(),
    random: Math.random,
    sleep: (durationMs) => sleep(durationMs),
    actor: async () => actor,
    warn,
  };
}

/** A registry with one version, made by one commit unless it is there: every later commit leaves it at that size. */
export async function initStore(store: Store): Promise<void> {
  const loaded = { state: EMPTY_STATE, snapshot: 'missing' } as const;
  await commitPlan(store as Governance, { reason: null, dryRun: false, loaded }, ({ id }) => ({
    action: 'init',
    events: id === null ? FIRST_EVENTS : [],
  }));
}

export function loadStore(store: Store): ReturnType<typeof loadRegistry> {
  return loadRegistry(store as Governance);
}

/** The smallest change there is, with a name to find it again; tries again while others are first. */
export async function commitNamed(store: Store, name: string): Promise<LogEntry<RegistryEvent>> {
  const { entry } = await commitPlan(store as Governance, { reason: null, dryRun: false }, () => ({
    action: 'baseline',
    events: [{ type: 'baseline-set', model: 'model', version: '1.0.0', baseline: { ...BASELINE, id: name } }],
  }));
  if (entry === null) throw new Error('nothing was committed');
  return entry;
}

/** The name that `commitNamed` gave an entry. */
export function nameOf(entry: LogEntry<LogEvent>): string | undefined {
  const [event] = parseEvents([entry], registryEventSchema, 'log').flatMap(({ events }) => events);
  return event?.type === 'baseline-set' ? event.baseline.id : undefined;
}

const SHA256 = '0'.repeat(64);
const BASELINE = { id: '', sha256: SHA256, source: 'reference.csv', rows: 1 };
const FIRST_EVENTS: readonly RegistryEvent[] = [
  { type: 'registry-created', id: 'test-registry' },
  { type: 'model-created', model: 'model', modelType: 'test' },
  {
    type: 'version-registered',
    model: 'model',
    version: '1.0.0',
    status: 'validation',
    artifact: { path: '1.0.0/model.pkl', kind: 'file', sha256: SHA256, bytes: 1, files: null },
    config: null,
    metrics: { accuracy: 0.83 },
    lineage: { trainingData: null, gitCommit: null, gitDirty: null, parentVersion: null, runId: null },
    tags: [],
    description: null,
    author: 'test',
  },
];
