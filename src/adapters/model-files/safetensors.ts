import type { ByteSource } from './byte-source.js';

/** The format allows 100 MB; models of 100,000 tensors need 15. */
const MAX_HEADER_BYTES = 32 * 2 ** 20;
const LENGTH_BYTES = 8;

/**
 * Whether the bytes are the length of a header, the header, and the tensors that it names, one behind the other to the
 * last byte, as https://github.com/huggingface/safetensors#format asks for: there is no room for anything else.
 */
export function isSafetensors(bytes: ByteSource): boolean {
  const opening = bytes.read(0, LENGTH_BYTES + 1);
  if (opening.length <= LENGTH_BYTES || opening[LENGTH_BYTES] !== 0x7b) return false;
  const headerBytes = Number(opening.readBigUInt64LE());
  if (headerBytes > MAX_HEADER_BYTES || LENGTH_BYTES + headerBytes > bytes.length) return false;
  const header = parseObject(bytes.read(LENGTH_BYTES, headerBytes));
  if (header === undefined) return false;
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return areWhole(
    tensors.map(([, entry]) => readSpan(entry)),
    bytes.length - LENGTH_BYTES - headerBytes,
  );
}

function parseObject(text: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function readSpan(entry: unknown): Span | undefined {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    return undefined;
  const [from = 0, to = 0] = offsets;
  return { from, to };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** Whether the spans are all the data, without a gap and without overlap. */
function areWhole(spans: readonly (Span | undefined)[], dataBytes: number): boolean {
  const known = spans.filter((span) => span !== undefined);
  if (known.length < spans.length) return false;
  let end = 0;
  for (const { from, to } of known.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end || to < from) return false;
    end = to;
  }
  return end === dataBytes;
}
