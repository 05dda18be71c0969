import { GovError } from '../core/errors.js';
import type { LogEntry, LogHead } from './entry.js';

/**
 * Checks that each entry follows the one before it, starting after `head`.
 * @throws GovError integrity naming the first generation that does not.
 */
export function checkChain(head: LogHead, entries: readonly LogEntry<unknown>[], place: string): void {
  let { generation, hash } = head;
  for (const entry of entries) {
    if (entry.generation !== generation + 1 || entry.previousHash !== hash) {
      throw new GovError(
        'integrity',
        `${place}: generation ${entry.generation} does not follow generation ${generation}: it names another predecessor`,
        { hint: 'run dharma-gov audit verify; if two branches were merged, run dharma-gov doctor' },
      );
    }
    generation = entry.generation;
    hash = entry.hash;
  }
}
