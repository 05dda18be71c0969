import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCommitLogFolder } from '../../src/adapters/commit-log-folder.js';
import { sha256 } from '../../src/adapters/sha256.js';
import { openSnapshotFile } from '../../src/adapters/snapshot-file.js';
import type { LogEntry } from '../../src/commit-log/entry.js';
import type { Governance } from '../../src/governance/context.js';
import { initRegistry } from '../../src/governance/init-registry.js';
import { commitPlan, loadRegistry } from '../../src/governance/registry-store.js';
import type { RegistryEvent } from '../../src/registry/events.js';

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

export async function initStore(store: Store): Promise<void> {
  await initRegistry(store as Governance, 'test-registry', false);
}

export function loadStore(store: Store): ReturnType<typeof loadRegistry> {
  return loadRegistry(store as Governance);
}

/** The smallest change there is: commits a model of this name, trying again while others are first. */
export async function commitModel(store: Store, name: string): Promise<LogEntry<RegistryEvent>> {
  const { entry } = await commitPlan(store as Governance, { reason: null, dryRun: false }, () => ({
    action: 'create',
    events: [{ type: 'model-created', model: name, modelType: 'test' }],
  }));
  if (entry === null) throw new Error('nothing was committed');
  return entry;
}
