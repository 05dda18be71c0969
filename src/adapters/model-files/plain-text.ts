import type { ByteSource } from './byte-source.js';

/** The largest vocabularies have some 20 MB. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;
const CHUNK_BYTES = 65_536;

/** Whether all of it is UTF-8 without control characters but white space and escapes: anything may hide between text. */
export function isPlainText(bytes: ByteSource): boolean {
  if (bytes.length > MAX_TEXT_BYTES) return false;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const isLast = at + CHUNK_BYTES >= bytes.length;
      const text = decoder.decode(bytes.read(at, CHUNK_BYTES), { stream: !isLast });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text)) return false;
    }
    return true;
  } catch {
    return false;
  }
}
