import { hash } from 'node:crypto';

/** Lower-case hexadecimal SHA-256 of bytes, or of the UTF-8 bytes of a text. */
export function sha256(data: string | Uint8Array): string {
  // In one call: for short texts it is four times as fast as an object that is updated.
  return hash('sha256', data, 'hex');
}
