import type { ByteSource } from './byte-source.js';

const HEADER_BYTES = 512;
const CHECKSUM = { start: 148, end: 156 };

/** Whether the first header has its checksum, by which Python's `tarfile` goes (and so PyTorch's oldest format). */
export function isTar(bytes: ByteSource): boolean {
  const header = bytes.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return false;
  const [recorded = ''] = header.toString('latin1', CHECKSUM.start, CHECKSUM.end).split('\0');
  const digits = recorded.trim();
  if (!/^[0-7]+$/.test(digits)) return false;
  const others = [...header.subarray(0, CHECKSUM.start), ...header.subarray(CHECKSUM.end)];
  const fieldOfSpaces = 8 * 0x20;
  const sum = others.reduce((total, byte) => total + byte, fieldOfSpaces);
  const signedSum = others.reduce((total, byte) => total + ((byte << 24) >> 24), fieldOfSpaces);
  return [sum, signedSum].includes(Number.parseInt(digits, 8));
}
