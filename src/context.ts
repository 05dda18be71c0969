import { setTimeout as sleep } from 'node:timers/promises';
import { openArtifactFiles } from './adapters/artifact-files.js';
import { BaselineFolder } from './adapters/baseline-folder.js';
import { openCommitLogFolder } from './adapters/commit-log-folder.js';
import { inside, type Location } from './adapters/location.js';
import { DATA_FOLDER, SNAPSHOT_FILE } from './adapters/registry-layout.js';
import { sha256 } from './adapters/sha256.js';
import { openSnapshotFile } from './adapters/snapshot-file.js';
import type { Config } from './config/keys.js';
import type { Governance, WithProgress } from './governance/context.js';

/** What differs between the command line, a program that imports the library, and a test. */
export interface Surroundings {
  /** Absolute path of the registry folder. */
  readonly registryFolder: string;
  /** The same as a user would write it, for messages. */
  readonly place: string;
  /** Where git is asked and relative paths start. */
  readonly workingFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: Config;
  /** Overrides whoever is found to be at work. */
  readonly actor: string | undefined;
  readonly warn: (message: string) => void;
  readonly withProgress: WithProgress;
}

/** Wires the adapters to the operations: the one place that knows both. */
export function createGovernance(surroundings: Surroundings): Governance {
  const { registryFolder, place, workingFolder, config, warn } = surroundings;
  const registry: Location = { path: registryFolder, place };
  const data = inside(registry, DATA_FOLDER);
  let actor: Promise<string> | undefined;
  return {
    place,
    config,
    log: openCommitLogFolder({ ...inside(data, 'log'), warn }),
    snapshot: openSnapshotFile(inside(registry, SNAPSHOT_FILE)),
    artifacts: openArtifactFiles(registryFolder),
    baselines: new BaselineFolder(inside(data, 'baselines')),
    withDriftData: async (work) => {
      const { withDriftData } = await import('./adapters/duckdb/baseline-data.js');
      return withDriftData({ registry, data }, work);
    },
    withPerformanceData: async (work) => {
      const { withPerformanceData } = await import('./adapters/duckdb/performance-data.js');
      return withPerformanceData(data, work);
    },
    openPredictionLog: async (model) => {
      const { openPredictionLog } = await import('./adapters/duckdb/prediction-log-folder.js');
      return openPredictionLog(data, model, warn);
    },
    openOutcomeLog: async (model) => {
      const { openOutcomeLog } = await import('./adapters/duckdb/outcome-log-folder.js');
      return openOutcomeLog(data, model, warn);
    },
    openArtifactContents: async () => {
      const { openArtifactContents } = await import('./adapters/artifact-contents.js');
      return openArtifactContents(registryFolder);
    },
    openExperimentData: async () => {
      const { openExperimentData } = await import('./adapters/duckdb/experiment-readings.js');
      return openExperimentData(data);
    },
    openCheckStore: async () => {
      const { CheckStoreFolder } = await import('./adapters/check-store-folder.js');
      return new CheckStoreFolder(inside(data, 'checks'));
    },
    sha256,
    now: () => new Date().toISOString(),
    random: Math.random,
    sleep: (durationMs) => sleep(durationMs),
    actor: () => {
      actor ??= findActor(surroundings);
      return actor;
    },
    gitState: async () => {
      const { readGitState } = await import('./adapters/surroundings.js');
      return readGitState(workingFolder);
    },
    warn,
    withProgress: surroundings.withProgress,
  };
}

async function findActor({ actor, workingFolder, env }: Surroundings): Promise<string> {
  if (actor !== undefined) return actor;
  const surroundings = await import('./adapters/surroundings.js');
  return surroundings.findActor(workingFolder, env);
}
