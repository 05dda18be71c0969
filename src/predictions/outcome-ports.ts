import type { CommitLog, LogSurvey } from '../commit-log/port.js';
import type { Instant } from '../core/time.js';
import type { ColumnAssignment } from './columns.js';
import type { IngestedLabels, IngestReport, Reject } from './ingest-report.js';
import type { OutcomeEvent } from './outcome-events.js';
import type { OutcomeLogState } from './outcome-log-state.js';
import type { StageRequest } from './ports.js';

/** What to read, and how. */
export interface OutcomeStageRequest extends Omit<StageRequest, 'textColumns' | 'expectedKinds'> {
  /** Those that a row may name; a row that names another one is a bad one. */
  readonly versions: readonly string[];
  /** When rows without an instant were served. */
  readonly now: Instant;
}

/** The input, read and checked, outside the log still. */
export interface StagedOutcomes {
  readonly sources: IngestReport['sources'];
  /** The features are the metrics. */
  readonly assignment: ColumnAssignment;
  readonly rejectedRows: number;
  /** The first of them, in order; at most 100,000. */
  readonly rejects: readonly Reject[];
  /** Takes out what the log already has. To be called again with the newer state when somebody else has committed. */
  settle(state: OutcomeLogState): Promise<SettledOutcomes>;
  /** Puts what is left into the log's folder, durably. It is not in the log before the events are committed. */
  publish(): Promise<readonly OutcomeEvent[]>;
  /** Removes what was published. */
  withdraw(): Promise<void>;
}

export interface SettledOutcomes {
  /** Requests by metric, as labels are counted. */
  readonly outcomes: readonly ({ readonly metric: string } & IngestedLabels)[];
  /** Requests by the version that served them; `duplicates` were recorded with it before. */
  readonly exposures: readonly {
    readonly version: string;
    readonly added: number;
    readonly duplicates: number;
  }[];
}

/** The log of what was recorded of a model's requests. */
export interface OutcomeLog {
  readonly commits: CommitLog & LogSurvey;
  /** Reads input, hands it to `work`, and clears away what `work` did not publish. */
  stage<T>(request: OutcomeStageRequest, work: (staged: StagedOutcomes) => Promise<T>): Promise<T>;
  /** Writes the list of rejects and returns its path, the same for the same content. */
  writeRejects(rejects: readonly Reject[]): Promise<string>;
  /** Removes files that never got into the log, at least a day old. */
  sweep(state: OutcomeLogState): Promise<void>;
}
