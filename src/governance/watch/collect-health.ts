import { unresolvedAlerts } from '../../alerts/plan-act.js';
import { CHECK_KINDS, type CheckKind, type CheckRecord } from '../../checks/check-record.js';
import type { Outbox } from '../../notifications/ports.js';
import { NO_AUTOMATION } from '../../registry/automation.js';
import { type Model, productionVersion } from '../../registry/state.js';
import { recordsOf } from '../checks/read-checks.js';
import type { Governance } from '../context.js';
import { countByStatus, sortedModels } from '../registry/read-registry.js';
import { loadRegistry } from '../registry/registry-store.js';
import type { Health, LastCheck, ModelHealth } from './health.js';

/** Tests are evaluated every few minutes by some: what was checked before so many of them is too long ago to be looked for. */
const MAX_RECORDS = 1_000;

/** What is worth knowing of a registry now, from what was recorded: nothing is checked for it. */
export async function collectHealth(governance: Governance, outbox: Outbox): Promise<Health> {
  const { state } = await loadRegistry(governance);
  const models: ModelHealth[] = [];
  for (const model of sortedModels(state)) models.push(await describeModel(governance, model));
  return {
    at: governance.now(),
    registry: state.id ?? '',
    place: governance.place,
    generation: state.head.generation,
    models,
    deliveries: await countDeliveries(outbox),
  };
}

async function describeModel(governance: Governance, model: Model): Promise<ModelHealth> {
  const production = productionVersion(model);
  return {
    model: model.name,
    production: production?.version ?? null,
    productionSince: production?.statusSince ?? null,
    versions: countByStatus(Object.values(model.versions)),
    checks: production === undefined ? [] : await lastChecks(governance, model.name, production.version),
    alerts: unresolvedAlerts(model),
    automation: model.automation ?? NO_AUTOMATION,
  };
}

async function lastChecks(governance: Governance, model: string, version: string): Promise<LastCheck[]> {
  const found = new Map<CheckKind, LastCheck>();
  let read = 0;
  for await (const record of recordsOf(governance, await governance.openCheckStore(), model)) {
    if (++read > MAX_RECORDS) break;
    // A check by segments is a look at parts, made besides the one of the whole.
    if (record.version !== version || record.segmentColumn !== null || found.has(record.kind)) continue;
    found.set(record.kind, describeCheck(record));
    if (found.size === CHECK_KINDS.length) break;
  }
  return CHECK_KINDS.flatMap((kind) => found.get(kind) ?? []);
}

function describeCheck({ kind, version, at, verdict, values }: CheckRecord): LastCheck {
  const figures = values.flatMap(({ name, subject, value, limit }) =>
    subject === null && value !== null ? [{ name, value, limit }] : [],
  );
  return { kind, version, at, verdict, figures };
}

async function countDeliveries(outbox: Outbox): Promise<Health['deliveries']> {
  let [pending, givenUp, damaged] = [0, 0, 0];
  let oldestPendingAt: string | null = null;
  for (const entry of await outbox.read()) {
    if ('problem' in entry) damaged++;
    else if (entry.state === 'given-up') givenUp++;
    else if (entry.state === 'pending') {
      pending++;
      if (oldestPendingAt === null || entry.createdAt < oldestPendingAt) oldestPendingAt = entry.createdAt;
    }
  }
  return { pending, oldestPendingAt, givenUp, damaged };
}
