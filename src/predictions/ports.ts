import type { CommitLog, LogSurvey } from '../commit-log/port.js';
import type { ColumnKind } from './column-kind.js';
import type { ColumnAssignment, Purpose, Role } from './columns.js';
import type { PredictionEvent } from './events.js';
import type { IngestedLabels, IngestedPredictions, IngestReport, Reject } from './ingest-report.js';
import type { PredictionLogState } from './log-state.js';
import type { WindowRequest } from './window.js';

/** What predictions, labels and training data may come in, also gzipped where it is text. */
export const SOURCE_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** What to read, and how. */
export interface StageRequest {
  /** Paths, globs, or `-` for `stdin`. */
  readonly inputs: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array> | null;
  /** Null: told by the name of each file. */
  readonly format: SourceFormat | null;
  readonly purpose: Purpose;
  /** Columns named by the user; null or missing: found by name. */
  readonly columns: { readonly [R in Role]?: string | null };
  /** Columns that hold text even where it looks like numbers. */
  readonly textColumns: readonly string[];
  /** By stored name: what earlier batches of the version hold. A value that does not fit makes its row a bad one. */
  readonly expectedKinds: ReadonlyMap<string, ColumnKind>;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

/** The input, read and checked, outside the log still. */
export interface StagedInput {
  readonly sources: IngestReport['sources'];
  readonly assignment: ColumnAssignment;
  readonly rejectedRows: number;
  /** The first of them, in order; at most 100,000. */
  readonly rejects: readonly Reject[];
  /**
   * Takes out what the log already has. To be called again with the newer state when somebody else has committed.
   * @param version what the predictions are of; null when only labels are read
   */
  settle(state: PredictionLogState, version: string | null): Promise<SettledInput>;
  /** Puts what is left into the log's folder, durably. It is not in the log before the events are committed. */
  publish(version: string | null): Promise<readonly PredictionEvent[]>;
  /** Removes what was published. */
  withdraw(): Promise<void>;
}

export interface SettledInput {
  readonly predictions: IngestedPredictions | null;
  readonly labels: IngestedLabels | null;
}

/** The prediction log of one model. */
export interface PredictionLog {
  readonly commits: CommitLog & LogSurvey;
  /** Reads input, hands it to `work`, and clears away what `work` did not publish. */
  stage<T>(request: StageRequest, work: (staged: StagedInput) => Promise<T>): Promise<T>;
  /**
   * How many predictions of a window there are.
   * @throws GovError integrity when a file that the log names is not there.
   */
  count(state: PredictionLogState, request: WindowRequest): Promise<number>;
  /** Writes the list of rejects and returns its path, the same for the same content. */
  writeRejects(rejects: readonly Reject[]): Promise<string>;
  /** Removes files of ingests that never finished, at least a day old. */
  sweep(state: PredictionLogState): Promise<void>;
}
