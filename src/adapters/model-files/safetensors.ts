import type { ByteSource } from './byte-source.js';

/** The format allows 100 MB; models of 100,000 tensors need 15. */
const MAX_HEADER_BYTES = 32 * 2 ** 20;
const LENGTH_BYTES = 8;

/** Whether the bytes are the length of a header, the header, and the tensors that it names. */
export function isSafetensors(bytes: ByteSource): boolean {
  const opening = bytes.read(0, LENGTH_BYTES + 1);
  if (opening.length <= LENGTH_BYTES || opening[LENGTH_BYTES] !== 0x7b) return false;
  const headerBytes = Number(opening.readBigUInt64LE());
  if (headerBytes > MAX_HEADER_BYTES || LENGTH_BYTES + headerBytes > bytes.length) return false;
  const header = parseObject(bytes.read(LENGTH_BYTES, headerBytes).toString());
  if (header === undefined) return false;
  const dataBytes = bytes.length - LENGTH_BYTES - headerBytes;
  return Object.entries(header).every(
    ([name, entry]) => name === '__metadata__' || isTensor(entry, dataBytes),
  );
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTensor(entry: unknown, dataBytes: number): boolean {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !Array.isArray(offsets)) return false;
  const [from, to] = offsets.map(Number);
  return from !== undefined && to !== undefined && 0 <= from && from <= to && to <= dataBytes;
}
