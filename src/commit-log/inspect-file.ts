import { GovError } from '../core/errors.js';
import { type LogEntry, renderEntry, type Sha256 } from './entry.js';
import { parseEntry } from './parse-entry.js';
import type { RawLogFile } from './port.js';

/** What one file of a log holds, whether or not it fits the files around it. */
export type InspectedFile = { readonly name: string; readonly generation: number } & (
  | { readonly kind: 'intact'; readonly entry: LogEntry<unknown> }
  /** An intact entry under another generation's name. */
  | { readonly kind: 'misplaced'; readonly sealedFor: number }
  /** No entry at all, or not the one that its hash was made for. */
  | { readonly kind: 'damaged' | 'edited' | 'newer-format'; readonly problem: string }
) & {
    /** The hash that the file carries, true or not; undefined when it carries none. */
    readonly seal: string | undefined;
  };

export function inspectFile(file: RawLogFile, generation: number, sha256: Sha256): InspectedFile {
  const { name, text } = file;
  if (text === undefined) {
    const problem = file.problem ?? 'it could not be read';
    return { name, generation, kind: 'damaged', problem, seal: undefined };
  }
  const claim = readClaim(text);
  const inspected = { name, generation, seal: claim.hash };
  const entry = tryParse(text, generation, name, sha256);
  if (!(entry instanceof GovError)) {
    if (text === renderEntry(entry)) return { ...inspected, kind: 'intact', entry };
    return { ...inspected, kind: 'edited', problem: 'its values are the sealed ones, but its bytes are not' };
  }
  if (claim.generation !== undefined && claim.generation !== generation) {
    const moved = tryParse(text, claim.generation, name, sha256);
    if (!(moved instanceof GovError)) return { ...inspected, kind: 'misplaced', sealedFor: claim.generation };
  }
  const problem = entry.message.replace(`${name}: `, '');
  if (entry.kind === 'config') return { ...inspected, kind: 'newer-format', problem };
  return { ...inspected, kind: claim.hash === undefined ? 'damaged' : 'edited', problem };
}

function tryParse(
  text: string,
  generation: number,
  name: string,
  sha256: Sha256,
): LogEntry<unknown> | GovError {
  try {
    return parseEntry(text, generation, name, sha256);
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
}

/** What a text says of itself, without believing it. */
function readClaim(text: string): { generation: number | undefined; hash: string | undefined } {
  let claim: { generation?: unknown; hash?: unknown } | null;
  try {
    claim = JSON.parse(text);
  } catch {
    claim = null;
  }
  const { generation, hash } = claim ?? {};
  return {
    generation: typeof generation === 'number' ? generation : undefined,
    hash: typeof hash === 'string' ? hash : undefined,
  };
}
