import type { ByteSource } from './byte-source.js';

const SIGNATURE = '\x89HDF\r\n\x1a\n';

/** HDF5, also behind a block of the user's own bytes: the signature is at 0, 512, 1024, 2048 and so on (its format, II.A). */
export function isHdf5(bytes: ByteSource): boolean {
  for (let at = 0; at < bytes.length; at = at === 0 ? 512 : at * 2) {
    if (bytes.read(at, SIGNATURE.length).toString('latin1') === SIGNATURE) return true;
  }
  return false;
}
