import type { Instant } from '../core/time.js';

export interface IngestedPredictions {
  /** Rows added to the log. */
  readonly added: number;
  /** Rows whose request id the version already had, or that came before in the same input. Not added. */
  readonly duplicates: number;
  /** How many of the duplicates had another prediction or timestamp than the row that came first. */
  readonly conflicting: number;
  /** Of the rows added; null when none was. */
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
}

export interface IngestedLabels {
  /** Requests that got their first label. */
  readonly added: number;
  /** Rows that said what the log already knew. */
  readonly duplicates: number;
  /** Rows that replaced an earlier label of the same request. */
  readonly corrected: number;
}

/** One row that was not ingested. */
export interface Reject {
  readonly source: string;
  /** Line in the file, from 1; the row's number for Parquet; null when it is about the file. */
  readonly line: number | null;
  readonly column: string | null;
  readonly reason: string;
  /** The beginning of the line. */
  readonly raw: string;
}

export interface RejectSummary {
  readonly rows: number;
  /** The file that lists them; null when there are none, or in a dry run. */
  readonly file: string | null;
  /** The first few. */
  readonly first: readonly Reject[];
}

/** What an ingest did, or would do. */
export interface IngestReport {
  readonly model: string;
  /** Null for labels: the truth belongs to the request, whatever version answered it. */
  readonly version: string | null;
  readonly sources: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly rows: number;
  }[];
  readonly predictions: IngestedPredictions | null;
  readonly labels: IngestedLabels | null;
  readonly rejected: RejectSummary;
  /** Role -> column of the input, as used. */
  readonly columns: Readonly<Record<string, string>>;
  readonly features: readonly string[];
  readonly dryRun: boolean;
  readonly changed: boolean;
  /** Of the prediction log; null when nothing was added. */
  readonly generation: number | null;
}
