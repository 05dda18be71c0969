import type { ArtifactFormat } from '../gates/subject.js';
import { type ByteSource, memoryBytes } from './model-files/byte-source.js';
import { decompressStart } from './model-files/compressed.js';
import { isOnnx } from './model-files/onnx.js';
import { tellPickle } from './model-files/pickle.js';
import { isSafetensors } from './model-files/safetensors.js';
import { listZip, type ZipMember } from './model-files/zip.js';

/** Text looks the same everywhere, so both ends are enough. */
const TEXT_SAMPLE_BYTES = 65_536;

/**
 * What a model file is, by its bytes and whatever its name is; null for text and for nothing, which are no models. Only
 * a few places of a file are read, so its size does not matter. A file that can be read as two formats is the one that runs code.
 */
export function detectFormat(bytes: ByteSource): ArtifactFormat | 'unknown' | null {
  if (bytes.length === 0) return null;
  const pickle = tellPickle(bytes);
  if (pickle === 'yes') return 'pickle';
  if (isSafetensors(bytes)) return 'safetensors';
  if (isGguf(bytes)) return 'gguf';
  const members = listZip(bytes);
  if (members !== undefined) return holdsPickle(members) ? 'pickle' : 'unknown';
  if (isObjectArray(bytes.read(0, NPY_HEADER_BYTES))) return 'pickle';
  const inner = decompressStart(bytes);
  // Of what is compressed only the start is seen: nothing but a pickle can be told by that.
  if (inner !== undefined) return isPickle(inner) ? 'pickle' : 'unknown';
  if (isOnnx(bytes)) return 'onnx';
  if (pickle === 'perhaps') return 'pickle';
  return isText(bytes) ? null : 'unknown';
}

/** By the start of something longer. */
function isPickle(start: Buffer): boolean {
  return tellPickle(memoryBytes(start)) === 'yes';
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
      return content !== undefined && (isObjectArray(content) || isPickle(content));
    })
  );
}

const NPY_HEADER_BYTES = 4096;

/** Whether this is a `.npy` array of Python objects: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function isObjectArray(start: Buffer): boolean {
  const text = start.toString('latin1', 0, NPY_HEADER_BYTES);
  return text.startsWith('\x93NUMPY') && /'descr':[^\n]*'\|?O\d*'/.test(text);
}

function isText(bytes: ByteSource): boolean {
  const tail = Math.max(0, bytes.length - TEXT_SAMPLE_BYTES);
  return [0, tail].every((start) => isTextSample(bytes, start));
}

/** UTF-8 without control characters but white space and escapes; a sample may begin and end within a character. */
function isTextSample(bytes: ByteSource, start: number): boolean {
  const sample = bytes.read(start, TEXT_SAMPLE_BYTES);
  const whole = start === 0 ? 0 : sample.findIndex((byte) => byte >> 6 !== 0b10);
  const isEnd = start + sample.length === bytes.length;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample.subarray(whole), { stream: !isEnd });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return !/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text);
  } catch {
    return false;
  }
}
