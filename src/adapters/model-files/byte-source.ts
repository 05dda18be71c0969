import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { fileError } from '../file-errors.js';
import type { Location } from '../location.js';

/** Bytes that are read only where somebody looks. */
export interface ByteSource {
  /** How many there are. */
  readonly length: number;
  /** Fewer than `count` where they end. */
  read(start: number, count: number): Buffer;
}

const PAGE_BYTES = 65_536;

/**
 * Opens a plain file for `look`, and closes it again.
 * @throws GovError input for a symbolic link, else as the system says.
 */
export function lookInto<T>(file: Location, look: (bytes: ByteSource) => T): T {
  try {
    // It was a plain file when listed; should it be a link or a pipe by now, opening must neither follow nor wait.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const descriptor = openSync(file.path, flags);
    try {
      return look(fileBytes(descriptor));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(error, 'read', file.place);
  }
}

/** Small steps forward, as a format is walked through, read the file in pages. */
function fileBytes(descriptor: number): ByteSource {
  const { size: length } = fstatSync(descriptor);
  let page = { start: 0, bytes: readAt(descriptor, 0, PAGE_BYTES) };
  return {
    length,
    read: (start, count) => {
      if (count > PAGE_BYTES) return readAt(descriptor, start, Math.min(count, Math.max(0, length - start)));
      const pageEnd = page.start + page.bytes.length;
      const isWithin = start >= page.start && (start + count <= pageEnd || pageEnd === length);
      if (!isWithin) page = { start, bytes: readAt(descriptor, start, PAGE_BYTES) };
      return page.bytes.subarray(start - page.start, start - page.start + count);
    },
  };
}

function readAt(descriptor: number, start: number, count: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(count);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, count, start));
}

export function memoryBytes(bytes: Buffer): ByteSource {
  return { length: bytes.length, read: (start, count) => bytes.subarray(start, start + count) };
}
