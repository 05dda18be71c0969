import type { LogEntry, LogEvent } from './entry.js';

/**
 * An append-only log with put-if-absent commits: the log, its lock and its history in one. A folder implements it
 * today; an object store with conditional put or a database table can implement it for many machines.
 */
export interface CommitLog {
  /** Where the log lives, for messages. */
  readonly place: string;
  /**
   * Entries from `generation` on, in order, each with its own hash checked; empty when there are none.
   * Whether they chain is for the caller to check (see `checkChain`).
   * @throws GovError integrity for a damaged entry or a gap, naming the generation.
   */
  readFrom(generation: number): Promise<readonly LogEntry<LogEvent>[]>;
  /**
   * Puts `entry` at its generation, durably, unless somebody else already has.
   * When this resolves with `committed`, a power failure cannot lose the entry.
   */
  append(entry: LogEntry<{ readonly type: string }>): Promise<'committed' | 'conflict'>;
}

/** A file of the log as it lies there, for an audit that must go on past damage. */
export interface RawLogFile {
  readonly name: string;
  /** Undefined when it could not be read; `problem` then says why. */
  readonly text: string | undefined;
  readonly problem?: string;
}

/** Reads a log without judging it. */
export interface LogSurvey {
  /** Every file in the log's folder, by name. Temporary files of unfinished commits are left out. */
  survey(): Promise<readonly RawLogFile[]>;
}
