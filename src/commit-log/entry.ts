import { GovError } from '../core/errors.js';
import { canonicalJson, type Json } from '../core/json.js';
import type { Instant } from '../core/time.js';

/** The format this program writes. A log entry with a higher number is refused, not guessed at. */
export const LOG_SCHEMA_VERSION = 1;

/** What the first entry names as its predecessor. */
export const GENESIS_HASH = '0'.repeat(64);

/** Lower-case hexadecimal SHA-256 of UTF-8 text. Injected, because the domain does no I/O and loads no `node:` module. */
export type Sha256 = (text: string) => string;

/** One event of a log: a `type` that says how to read the rest. */
export type LogEvent = { readonly type: string } & { readonly [key: string]: Json | undefined };

/** Everything of a commit but its seal. `generation` counts from 1 without gaps and is the only order there is. */
export interface EntryContent<Event> {
  readonly schemaVersion: typeof LOG_SCHEMA_VERSION;
  readonly generation: number;
  readonly previousHash: string;
  /** Never earlier than the entry before, even when a clock was set back. */
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly reason: string | null;
  readonly events: readonly Event[];
}

/** A sealed commit: `hash` is the SHA-256 of the canonical JSON of everything else in it. */
export interface LogEntry<Event> extends EntryContent<Event> {
  readonly hash: string;
}

/** Where a log ends: the generation and hash that the next entry builds on. */
export interface LogHead {
  readonly generation: number;
  readonly hash: string;
  readonly at: Instant | null;
}

export const EMPTY_HEAD: LogHead = { generation: 0, hash: GENESIS_HASH, at: null };

/** Who does what, when and why: the same for every entry, whatever its events. */
export interface CommitNote {
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly reason: string | null;
}

/** Seals events into the entry that follows `head`. */
export function sealEntry<Event>(
  head: LogHead,
  note: CommitNote,
  events: readonly Event[],
  sha256: Sha256,
): LogEntry<Event> {
  const content: EntryContent<Event> = {
    schemaVersion: LOG_SCHEMA_VERSION,
    generation: head.generation + 1,
    previousHash: head.hash,
    at: head.at !== null && head.at > note.at ? head.at : note.at,
    actor: note.actor,
    action: note.action,
    reason: note.reason,
    events,
  };
  return { ...content, hash: sha256(canonicalJson(content)) };
}

/** The hash an entry should carry. */
export function hashOfEntry(entry: LogEntry<unknown>, sha256: Sha256): string {
  const { hash: _seal, ...content } = entry;
  return sha256(canonicalJson(content));
}

/** The bytes of an entry's file: canonical JSON and a newline, so that equal entries are equal files. */
export function renderEntry(entry: LogEntry<unknown>): string {
  return `${canonicalJson(entry)}\n`;
}

export function headOf(entry: LogEntry<unknown>): LogHead {
  return { generation: entry.generation, hash: entry.hash, at: entry.at };
}

/** Checks that a stored format is one this build can read. `place` names the file. */
export function assertReadableSchema(schemaVersion: unknown, supported: number, place: string): void {
  if (typeof schemaVersion === 'number' && schemaVersion > supported) {
    throw new GovError(
      'config',
      `${place}: written in format ${schemaVersion}, this program reads up to format ${supported}`,
      { hint: 'install a newer dharma-gov' },
    );
  }
}
