import type { CheckStore } from '../checks/ports.js';
import type { Sha256 } from '../commit-log/entry.js';
import type { CommitLog, LogSurvey } from '../commit-log/port.js';
import type { Config } from '../config/keys.js';
import type { Instant } from '../core/time.js';
import type { BaselineStore } from '../drift/ports.js';
import type { OutcomeLog } from '../predictions/outcome-ports.js';
import type { PredictionLog } from '../predictions/ports.js';
import type { ArtifactReader, HashProgress, SnapshotStore } from '../registry/ports.js';
import type { DriftData } from './drift/drift-data.js';
import type { ExperimentData } from './experiments/experiment-data.js';
import type { ArtifactContents } from './gates/artifact-contents.js';
import type { PerformanceData } from './performance/performance-data.js';

/** The commit a version was trained from. */
export interface GitState {
  readonly commit: string;
  /** Whether tracked files differ from that commit. */
  readonly dirty: boolean;
}

/**
 * Runs work that may take a while, showing how far it is where somebody is watching.
 * @param counted what the work reports in; default: bytes
 */
export type WithProgress = <T>(
  label: string,
  work: (report: HashProgress) => Promise<T>,
  counted?: 'bytes' | 'steps',
) => Promise<T>;

/**
 * Everything an operation needs from outside: built once, in `src/context.ts`, for the command line and for programs
 * that import the library. What loads DuckDB is a function, so that only the operations that need it pay for it.
 */
export interface Governance {
  /** The registry folder, as a user would write it. */
  readonly place: string;
  readonly config: Config;
  readonly log: CommitLog & LogSurvey;
  readonly snapshot: SnapshotStore;
  readonly artifacts: ArtifactReader;
  readonly baselines: BaselineStore;
  /** Opens a database for drift, and closes it after `work`. */
  readonly withDriftData: <T>(work: (data: DriftData) => Promise<T>) => Promise<T>;
  /** The same for performance. */
  readonly withPerformanceData: <T>(work: (data: PerformanceData) => Promise<T>) => Promise<T>;
  readonly openPredictionLog: (model: string) => Promise<PredictionLog>;
  readonly openOutcomeLog: (model: string) => Promise<OutcomeLog>;
  readonly openArtifactContents: () => Promise<ArtifactContents>;
  readonly openExperimentData: () => Promise<ExperimentData>;
  readonly openCheckStore: () => Promise<CheckStore>;
  readonly sha256: Sha256;
  readonly now: () => Instant;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (durationMs: number) => Promise<void>;
  /** Who is at work: asked for only when something is written. */
  readonly actor: () => Promise<string>;
  /** The git commit of the working directory; null outside a repository. */
  readonly gitState: () => Promise<GitState | null>;
  readonly warn: (message: string) => void;
  readonly withProgress: WithProgress;
}
