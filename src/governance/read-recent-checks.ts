import type { CheckRecord } from '../checks/check-record.js';
import type { Governance } from './context.js';
import { recordsOf } from './read-checks.js';

/** The last `atMost` checks of a version as a whole, of any kind; the oldest first. */
export async function readRecentChecks(
  governance: Governance,
  { model, version }: { readonly model: string; readonly version: string },
  atMost: number,
): Promise<CheckRecord[]> {
  const newestFirst: CheckRecord[] = [];
  for await (const record of recordsOf(governance, await governance.openCheckStore(), model)) {
    if (record.version !== version || record.segmentColumn !== null) continue;
    newestFirst.push(record);
    if (newestFirst.length === atMost) break;
  }
  return newestFirst.reverse();
}
