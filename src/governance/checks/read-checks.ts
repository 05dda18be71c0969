import type { CheckKind, CheckRecord } from '../../checks/check-record.js';
import { type CheckStore, describeDamage } from '../../checks/ports.js';
import { type Trend, trendsOf } from '../../checks/trend.js';
import type { Instant } from '../../core/time.js';
import { requireModel } from '../../registry/address.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

/** The checks of a model, the latest first. Lines that hold none are named in a warning, and the others read on. */
export async function* recordsOf(
  governance: Pick<Governance, 'warn'>,
  store: CheckStore,
  model: string,
): AsyncGenerator<CheckRecord> {
  for await (const stored of store.newestFirst(model)) {
    if ('record' in stored) yield stored.record;
    else {
      const remedy = stored.damage.isNewer
        ? 'install a newer dharma-gov to read it'
        : 'remove the line to silence this';
      governance.warn(`${describeDamage(stored.damage)}: it is left out; ${remedy}`);
    }
  }
}

export interface CheckHistory {
  readonly model: string;
  /** The oldest first. */
  readonly checks: readonly CheckRecord[];
  readonly trends: readonly Trend[];
}

/**
 * What was found of a model, check by check.
 * @param kind null for all
 * @param since null for the first
 * @throws GovError input for an unknown model.
 */
export async function readChecks(
  governance: Governance,
  name: string,
  { kind, since }: { readonly kind: CheckKind | null; readonly since: Instant | null },
): Promise<CheckHistory> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, name).name;
  const newestFirst: CheckRecord[] = [];
  for await (const record of recordsOf(governance, await governance.openCheckStore(), model)) {
    if (since !== null && record.at < since) break;
    if (kind === null || record.kind === kind) newestFirst.push(record);
  }
  const checks = newestFirst.reverse();
  return { model, checks, trends: trendsOf(checks) };
}
