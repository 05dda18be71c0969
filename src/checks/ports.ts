import type { CheckRecord, Unreadable } from './check-record.js';

/** A line of the store that holds no check that this program can read. The others are not affected. */
export interface DamagedLine extends Unreadable {
  /** The file, for messages. */
  readonly place: string;
  /** From 1. */
  readonly line: number;
}

/** `FILE: line 3 is damaged (...)`. */
export function describeDamage({ place, line, problem, isNewer }: DamagedLine): string {
  return `${place}: line ${line} is ${isNewer ? problem : `damaged (${problem})`}`;
}

export type StoredCheck = { readonly record: CheckRecord } | { readonly damage: DamagedLine };

/** Keeps what checks found: an append-only store of its own beside the registry's log. */
export interface CheckStore {
  /**
   * Keeps a record. When this resolves, neither a kill nor a power failure can lose it, whoever else writes.
   * @throws GovError forbidden or unavailable when it cannot be written.
   */
  append(record: CheckRecord): Promise<void>;
  /**
   * The checks of a model, the latest first; no more is read than is asked for.
   * @throws GovError forbidden or unavailable when a file cannot be read.
   */
  newestFirst(model: string): AsyncIterable<StoredCheck>;
}
