import { closeSync, readSync } from 'node:fs';
import { fileError } from './file-errors.js';
import type { Location } from './location.js';
import { openRegularFile } from './text-file.js';

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

export interface LineFromEnd {
  readonly text: string;
  /** Counted from 1 at the start of the file, which is read up to here for it. */
  readonly number: () => number;
}

/**
 * The lines of a text file, the last first; no more of it is read than is asked for. What comes after the last newline
 * is a line, too.
 */
export function* linesFromEnd(file: Location): Generator<LineFromEnd> {
  const { descriptor, bytes } = openRegularFile(file);
  const read = (start: number, length: number) => readBytes(file, descriptor, start, length);
  const line = (buffer: Buffer, from: number, to: number, offset: number): LineFromEnd => ({
    text: buffer.toString('utf8', from, to),
    number: () => countLines(read, offset) + 1,
  });
  try {
    // The start of a line that goes on in what was read before.
    let rest: Buffer = Buffer.alloc(0);
    for (let end = bytes; end > 0; ) {
      const start = Math.max(0, end - CHUNK_BYTES);
      const buffer = Buffer.concat([read(start, end - start), rest]);
      let stop = buffer.length;
      for (let at = lastNewline(buffer, stop); at >= 0; at = lastNewline(buffer, stop)) {
        yield line(buffer, at + 1, stop, start + at + 1);
        stop = at;
      }
      rest = buffer.subarray(0, stop);
      end = start;
    }
    if (bytes > 0) yield line(rest, 0, rest.length, 0);
  } finally {
    closeSync(descriptor);
  }
}

function lastNewline(buffer: Buffer, before: number): number {
  // -1 would mean "from the end".
  return before === 0 ? -1 : buffer.lastIndexOf(NEWLINE, before - 1);
}

function countLines(read: (start: number, length: number) => Buffer, end: number): number {
  let lines = 0;
  for (let start = 0; start < end; start += CHUNK_BYTES) {
    for (const byte of read(start, Math.min(CHUNK_BYTES, end - start))) if (byte === NEWLINE) lines++;
  }
  return lines;
}

function readBytes(file: Location, descriptor: number, start: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, length, start));
  } catch (error) {
    throw fileError(error, 'read', file.place);
  }
}
