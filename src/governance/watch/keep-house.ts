import type { Delivery } from '../../notifications/delivery.js';
import type { Outbox } from '../../notifications/ports.js';
import type { Governance } from '../context.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import { sortedModels } from '../registry/read-registry.js';
import { loadRegistry } from '../registry/registry-store.js';
import { type JobReport, jobReport } from './job-report.js';
import type { JobOptions, WatchPorts } from './ports.js';

const DAY_MS = 86_400_000;

/**
 * Removes what nobody needs any more: temporary files that stopped commands left, files that an unfinished ingest left
 * beside the prediction log, and deliveries that were settled long ago. Never what a person put somewhere.
 */
export async function keepHouse(
  governance: Governance,
  { outbox, sweep }: Pick<WatchPorts, 'outbox' | 'sweep'>,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const old = await oldDeliveries(governance, outbox);
  const deliveries = old.length === 1 ? '1 old delivery' : `${old.length} old deliveries`;
  if (dryRun) return jobReport(old.length === 0 ? 'idle' : 'ok', `would remove ${deliveries}`);
  for (const { id } of old) await outbox.remove(id);
  const files = await sweep();
  const { state } = await loadRegistry(governance);
  for (const { name } of sortedModels(state)) {
    const log = await governance.openPredictionLog(name);
    await log.sweep(await readPredictionLog(log));
  }
  if (old.length + files === 0) return jobReport('idle', 'nothing to remove');
  return jobReport('ok', `removed ${files} temporary ${files === 1 ? 'file' : 'files'} and ${deliveries}`);
}

async function oldDeliveries({ config, now }: Governance, outbox: Outbox): Promise<Delivery[]> {
  const before = new Date(Date.parse(now()) - config['watch.keepDeliveriesDays'] * DAY_MS).toISOString();
  return (await outbox.read()).filter(
    (entry): entry is Delivery =>
      !('problem' in entry) && entry.settledAt !== null && entry.settledAt < before,
  );
}
