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
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const MAX_DIRECTORY_BYTES = 32 * 2 ** 20;
const START_BYTES = 4096;

/** The files of an archive by its directory (PKWARE's APPNOTE); undefined when this is none, or a damaged one. */
export function listZip(bytes: ByteSource): ZipMember[] | undefined {
  const opening = bytes.read(0, 4);
  if (opening.length < 4 || opening.readUInt32LE() !== LOCAL_HEADER) return undefined;
  const directory = findDirectory(bytes);
  if (directory === undefined || directory.size > MAX_DIRECTORY_BYTES) return undefined;
  const entries = bytes.read(directory.start, directory.size);
  const members: ZipMember[] = [];
  for (let at = 0; at + 46 <= entries.length; ) {
    if (entries.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) =>
      entries.readUInt16LE(at + field),
    );
    const next = at + 46 + (nameBytes ?? 0);
    const method = entries.readUInt16LE(at + 10);
    const offset = entries.readUInt32LE(at + 42);
    members.push({
      name: entries.toString('utf8', at + 46, next),
      start: () => readStart(bytes, offset, method),
    });
    at = next + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
  return members;
}

function findDirectory(bytes: ByteSource): { start: number; size: number } | undefined {
  const tailStart = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT_BYTES);
  const tail = bytes.read(tailStart, bytes.length - tailStart);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const found = { size: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) };
    return found.start === 0xffffffff || found.size === 0xffffffff
      ? findDirectory64(bytes, tailStart + at)
      : found;
  }
  return undefined;
}

/** Of an archive of more than 4 GB: its end says where another end is. */
function findDirectory64(bytes: ByteSource, endAt: number): { start: number; size: number } | undefined {
  const locator = bytes.read(Math.max(0, endAt - 20), 20);
  if (locator.length < 20 || locator.readUInt32LE() !== END_64_LOCATOR) return undefined;
  const end = bytes.read(Number(locator.readBigUInt64LE(8)), 56);
  if (end.length < 56 || end.readUInt32LE() !== END_64) return undefined;
  return { size: Number(end.readBigUInt64LE(40)), start: Number(end.readBigUInt64LE(48)) };
}

function readStart(bytes: ByteSource, offset: number, method: number): Buffer | undefined {
  const header = bytes.read(offset, 30);
  if (header.length < 30 || header.readUInt32LE() !== LOCAL_HEADER) return undefined;
  const content = bytes.read(offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28), START_BYTES);
  if (method === 0) return content;
  return method === 8 ? inflateStart('raw', content) : undefined;
}
