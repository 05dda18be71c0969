import type { CheckKind, CheckRecord } from '../../checks/check-record.js';
import { GovError } from '../../core/errors.js';
import type { Governance } from '../context.js';
import { recordsOf } from './read-checks.js';

const DRAWN: readonly CheckKind[] = ['drift', 'performance'];

/**
 * The last `atMost` checks of drift and performance of a version, with segments or without; the oldest first. They stand
 * beside a result that is known by now and must be told: where they cannot be read there is a warning, and none of them.
 */
export async function readRecentChecks(
  governance: Governance,
  { model, version }: { readonly model: string; readonly version: string },
  atMost: number,
): Promise<CheckRecord[]> {
  const newestFirst: CheckRecord[] = [];
  try {
    for await (const record of recordsOf(governance, await governance.openCheckStore(), model)) {
      // The others are made every few minutes, and would crowd out what is drawn.
      if (record.version !== version || !DRAWN.includes(record.kind)) continue;
      newestFirst.push(record);
      if (newestFirst.length === atMost) break;
    }
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    governance.warn(`earlier checks are left out: ${error.message}`);
    return [];
  }
  return newestFirst.reverse();
}
