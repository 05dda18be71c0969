import type { ByteSource } from './byte-source.js';
import { inflateStart } from './compressed.js';

/** A file in an archive. */
export interface ZipMember {
  readonly name: string;
  /** The start of its content; undefined where it cannot be read. */
  readonly start: () => Buffer | undefined;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END = Buffer.from('PK\x05\x06');
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;

const ENTRY_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
const MAX_COMMENT_BYTES = 65_535;
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;
const START_BYTES = 4096;

/**
 * The files of an archive by its directory (PKWARE's APPNOTE), which is looked for at the end: whatever stands before an
 * archive, programs open it. Those of a directory that is damaged or too large are left out; undefined for no archive.
 */
export function listZip(bytes: ByteSource): ZipMember[] | undefined {
  const directory = findDirectory(bytes);
  if (directory === undefined) return undefined;
  const { start: directoryStart, size, shift } = directory;
  const entries = bytes.read(directoryStart, Math.min(size, MAX_DIRECTORY_BYTES));
  const members: ZipMember[] = [];
  for (let at = 0; at + ENTRY_BYTES <= entries.length && entries.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = [28, 30, 32].map((field) =>
      entries.readUInt16LE(at + field),
    );
    const next = at + ENTRY_BYTES + nameBytes;
    const method = entries.readUInt16LE(at + 10);
    const offset = entries.readUInt32LE(at + 42) + shift;
    members.push({
      name: entries.toString('utf8', at + ENTRY_BYTES, next),
      start: () => readStart(bytes, offset, method),
    });
    at = next + extraBytes + commentBytes;
  }
  return members;
}

interface Directory {
  readonly start: number;
  readonly size: number;
  /** How many bytes stand before the archive. */
  readonly shift: number;
}

function findDirectory(bytes: ByteSource): Directory | undefined {
  const tailStart = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  const tail = bytes.read(tailStart, bytes.length - tailStart);
  for (let at = tail.lastIndexOf(END); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END, at - 1)) {
    if (at + END_BYTES > tail.length) continue;
    const found =
      findDirectory64(bytes, tailStart + at) ??
      checkDirectory(bytes, tailStart + at, tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of an archive of more than 4 GB: before its end is another one. */
function findDirectory64(bytes: ByteSource, endAt: number): Directory | undefined {
  if (endAt < LOCATOR_BYTES + END_64_BYTES) return undefined;
  const locator = bytes.read(endAt - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator.readUInt32LE() !== END_64_LOCATOR) return undefined;
  for (const at of [Number(locator.readBigUInt64LE(8)), endAt - LOCATOR_BYTES - END_64_BYTES]) {
    const end = bytes.read(Math.min(at, bytes.length), END_64_BYTES);
    if (end.length < END_64_BYTES || end.readUInt32LE() !== END_64) continue;
    const found = checkDirectory(bytes, at, Number(end.readBigUInt64LE(40)), Number(end.readBigUInt64LE(48)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A directory lies just before its end, or where that says. */
function checkDirectory(
  bytes: ByteSource,
  endAt: number,
  size: number,
  recorded: number,
): Directory | undefined {
  const start = [endAt - size, recorded].find((place) => {
    if (size < ENTRY_BYTES || place < 0 || place >= endAt) return false;
    const opening = bytes.read(place, 4);
    return opening.length === 4 && opening.readUInt32LE() === DIRECTORY_ENTRY;
  });
  return start === undefined ? undefined : { start, size, shift: start - recorded };
}

function readStart(bytes: ByteSource, offset: number, method: number): Buffer | undefined {
  if (offset < 0 || offset > bytes.length) return undefined;
  const header = bytes.read(offset, 30);
  if (header.length < 30 || header.readUInt32LE() !== LOCAL_HEADER) return undefined;
  const content = bytes.read(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), START_BYTES);
  if (method === 0) return content;
  return method === 8 ? inflateStart('raw', content) : undefined;
}
