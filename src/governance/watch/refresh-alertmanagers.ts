import { unresolvedAlerts } from '../../alerts/plan-act.js';
import { EXIT_CODES } from '../../core/errors.js';
import type { SendResult } from '../../notifications/ports.js';
import type { Alert } from '../../registry/alert.js';
import type { Governance } from '../context.js';
import { sortedModels } from '../registry/read-registry.js';
import { loadRegistry } from '../registry/registry-store.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { JobOptions, WatchPorts } from './ports.js';

/**
 * Tells every Alertmanager once more which alerts are open: it keeps them in memory alone, and forgets them when it is
 * started anew. Nothing of it is stored: the next time comes soon.
 */
export async function refreshAlertmanagers(
  governance: Governance,
  { transport }: Pick<WatchPorts, 'transport'>,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const { state } = await loadRegistry(governance);
  const alerts = sortedModels(state).flatMap(unresolvedAlerts);
  const sinks = Object.entries(governance.config['watch.sinks']).filter(
    ([, { kind }]) => kind === 'alertmanager',
  );
  if (alerts.length === 0 || sinks.length === 0) return jobReport('idle', 'no alert is open');
  if (dryRun)
    return jobReport('ok', `would remind ${sinks.map(([name]) => name).join(', ')} of ${alerts.length}`);
  const registry = { id: state.id ?? '', place: governance.place };
  const notes: JobNote[] = [];
  for (const [name, sink] of sinks) {
    const wanted = alerts.filter(({ severity }) => sink.severities.includes(severity));
    const result = await remind(governance, wanted, (told) => transport.refresh(sink, registry, told));
    if (result.kind === 'failed') {
      notes.push({ level: 'warn', message: `${name}: ${result.reason}`, model: null, version: null });
    }
  }
  if (notes.length === 0) return jobReport('ok', `${alerts.length} open alerts told again`);
  return jobReport('failed', `${notes.length} of ${sinks.length} Alertmanagers not reached`, {
    exitCode: EXIT_CODES.conflict,
    notes,
  });
}

/** An alert that was resolved while it was told of must not stay open there: it is told to be over at once. */
async function remind(
  governance: Governance,
  alerts: readonly Alert[],
  tell: (alerts: readonly Alert[]) => Promise<SendResult>,
): Promise<SendResult> {
  const result = await tell(alerts);
  const { state } = await loadRegistry(governance);
  const open = new Set(
    sortedModels(state)
      .flatMap(unresolvedAlerts)
      .map(({ id }) => id),
  );
  const over = alerts.filter(({ id }) => !open.has(id));
  if (over.length === 0) return result;
  const resolved = { at: governance.now(), by: '', reason: null, cause: 'request' } as const;
  return tell(over.map((alert) => ({ ...alert, resolved })));
}
