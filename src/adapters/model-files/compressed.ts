import { constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { ByteSource } from './byte-source.js';

/** Compressed at most a thousandfold, this stays small. */
const INPUT_BYTES = 4096;

const INFLATE = { gzip: gunzipSync, zlib: inflateSync, raw: inflateRawSync };

/** The start of what was compressed; undefined when it was not. */
export function inflateStart(method: keyof typeof INFLATE, compressed: Buffer): Buffer | undefined {
  try {
    // Without this, input that was cut off would be an error.
    return INFLATE[method](compressed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

/** The start of what is in a gzip or zlib file, as joblib and others write them; undefined for any other file. */
export function decompressStart(bytes: ByteSource): Buffer | undefined {
  const start = bytes.read(0, INPUT_BYTES);
  const opening = start.length < 2 ? 0 : start.readUInt16BE();
  if (opening === 0x1f8b) return inflateStart('gzip', start);
  // RFC 1950: the method, and a check of both bytes.
  return opening >> 8 === 0x78 && opening % 31 === 0 ? inflateStart('zlib', start) : undefined;
}

/** Of xz, LZMA, bzip2, LZ4 and Zstandard, which joblib and others open. */
const OPENINGS = ['\xfd7zXZ\0', '\x5d\0\0', 'BZh', '\x04\x22\x4d\x18', '\x28\xb5\x2f\xfd'];

/** Whether a file begins as one that is compressed in a way that nothing here looks into; a few others do so by chance. */
export function opensCompressed(bytes: ByteSource): boolean {
  const start = bytes.read(0, 8).toString('latin1');
  return OPENINGS.some((opening) => start.startsWith(opening));
}
