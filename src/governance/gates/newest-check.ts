import type { CheckKind, CheckRecord } from '../../checks/check-record.js';
import { describeDamage } from '../../checks/ports.js';
import type { Model, Version } from '../../registry/state.js';
import type { Governance } from '../context.js';

/** The last check, or why a gate cannot go by one. */
export type NewestCheck =
  | { readonly kind: 'found'; readonly record: CheckRecord }
  | { readonly kind: 'none' | 'damaged'; readonly reason: string };

/**
 * The last recorded check of a version. A damaged line may be of a later one, which may have failed: with one in
 * the way there is no last check.
 * @throws GovError forbidden or unavailable when the checks cannot be read.
 */
export async function findNewestCheck(
  governance: Governance,
  { name }: Model,
  { version }: Version,
  kind: CheckKind,
  isMeant: (check: CheckRecord) => boolean = () => true,
): Promise<NewestCheck> {
  const command = `dharma-gov ${COMMANDS[kind]} ${name}@${version}`;
  const store = await governance.openCheckStore();
  for await (const stored of store.newestFirst(name)) {
    if ('damage' in stored) {
      const reason = `${describeDamage(stored.damage)} and may be the last ${kind} check; make a new one: ${command}`;
      return { kind: 'damaged', reason };
    }
    const { record } = stored;
    if (record.kind === kind && record.version === version && isMeant(record))
      return { kind: 'found', record };
  }
  return { kind: 'none', reason: `no ${kind} check of ${version} is recorded; make one: ${command}` };
}

const COMMANDS = {
  drift: 'drift-check',
  performance: 'performance',
  'ab-test': 'ab-test advance',
  integrity: 'verify',
  freshness: 'drift-check',
} as const satisfies Record<CheckKind, string>;
