import type { ArtifactFormat } from '../gates/subject.js';
import { type ByteSource, memoryBytes } from './model-files/byte-source.js';
import { decompressStart, opensCompressed } from './model-files/compressed.js';
import { isHdf5 } from './model-files/hdf5.js';
import { isOnnx } from './model-files/onnx.js';
import { isPickle } from './model-files/pickle.js';
import { isPlainText } from './model-files/plain-text.js';
import { isSafetensors } from './model-files/safetensors.js';
import { isTar } from './model-files/tar.js';
import { listZip, type ZipMember } from './model-files/zip.js';

/**
 * What a model file is, by its bytes and whatever its name is; null for text and for nothing, which are no models. A file
 * that can be read as two formats is the one that runs code, so what may hold code is looked for first. Memory is bounded,
 * and few places are read of a file that is neither text nor opens like a pickle.
 */
export function detectFormat(bytes: ByteSource): ArtifactFormat | 'unknown' | null {
  if (bytes.length === 0) return null;
  const container = detectContainer(bytes);
  if (container !== undefined) return container;
  if (isSafetensors(bytes)) return 'safetensors';
  if (isGguf(bytes)) return 'gguf';
  if (isOnnx(bytes)) return 'onnx';
  return isPlainText(bytes) ? null : 'unknown';
}

/** Whether a file of an unknown format is at least nothing that may hold code: plain numbers, as far as can be seen. */
export function isRawData(bytes: ByteSource): boolean {
  return detectContainer(bytes) === undefined && !opensCompressed(bytes);
}

/** A pickle, or what may hold one or code of another kind: `unknown` when none is seen. Undefined for anything else. */
function detectContainer(bytes: ByteSource): 'pickle' | 'unknown' | undefined {
  if (isPickle(bytes)) return 'pickle';
  const members = listZip(bytes);
  if (members !== undefined) return holdsPickle(members) ? 'pickle' : 'unknown';
  if (isObjectArray(bytes.read(0, NPY_HEADER_BYTES))) return 'pickle';
  const inner = decompressStart(bytes);
  // Of what is compressed only the start is seen: nothing but a pickle can be told by that.
  if (inner !== undefined) return isPickle(memoryBytes(inner)) ? 'pickle' : 'unknown';
  return isHdf5(bytes) || isTar(bytes) ? 'unknown' : undefined;
}

const GGUF_VERSIONS = 16;

/** The magic, a version in either byte order, and counts that a file of this size may have. */
function isGguf(bytes: ByteSource): boolean {
  const header = bytes.read(0, 24);
  if (header.length < 24 || header.toString('latin1', 0, 4) !== 'GGUF') return false;
  const isLittle = header.readUInt32LE(4) <= GGUF_VERSIONS;
  if (!isLittle && header.readUInt32BE(4) > GGUF_VERSIONS) return false;
  const counts = [8, 16].map((at) => (isLittle ? header.readBigUInt64LE(at) : header.readBigUInt64BE(at)));
  return counts.every((count) => count <= BigInt(bytes.length));
}

const PICKLE_NAME = /\.(pkl|pickle)$/i;
const MAX_SAMPLED_MEMBERS = 1000;

/** PyTorch keeps a `data.pkl` beside its tensors, NumPy arrays of objects as a pickle behind a header. */
function holdsPickle(members: readonly ZipMember[]): boolean {
  return (
    members.some(({ name }) => PICKLE_NAME.test(name)) ||
    members.slice(0, MAX_SAMPLED_MEMBERS).some(({ start }) => {
      const content = start();
      return content !== undefined && (isObjectArray(content) || isPickle(memoryBytes(content)));
    })
  );
}

const NPY_HEADER_BYTES = 4096;

/** Whether this is a `.npy` array of Python objects: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function isObjectArray(start: Buffer): boolean {
  const text = start.toString('latin1', 0, NPY_HEADER_BYTES);
  return text.startsWith('\x93NUMPY') && /'descr':[^\n]*'\|?O\d*'/.test(text);
}
