import { sha256 } from '../../src/adapters/sha256.js';
import {
  EMPTY_HEAD,
  headOf,
  type LogEntry,
  type LogEvent,
  renderEntry,
  sealEntry,
} from '../../src/commit-log/entry.js';
import { logFileName } from '../../src/commit-log/file-name.js';
import type { RawLogFile } from '../../src/commit-log/port.js';

/** A chain of `length` entries by `actor`, an hour apart. */
export function makeChain(length: number, actor = 'ada'): LogEntry<LogEvent>[] {
  const chain: LogEntry<LogEvent>[] = [];
  for (let index = 0; index < length; index++) {
    const last = chain.at(-1);
    const note = {
      at: new Date(Date.UTC(2024, 0, 1, index)).toISOString(),
      actor,
      action: 'note',
      reason: null,
    };
    const events = [{ type: 'noted', text: `entry ${index + 1} of ${actor}` }];
    chain.push(sealEntry(last === undefined ? EMPTY_HEAD : headOf(last), note, events, sha256));
  }
  return chain;
}

export function fileOf(entry: LogEntry<LogEvent>, generation = entry.generation): RawLogFile {
  return { name: logFileName(generation), text: renderEntry(entry) };
}
