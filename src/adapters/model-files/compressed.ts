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
