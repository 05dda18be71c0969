import { planAlerts } from '../../alerts/plan-alerts.js';
import { alertsFoundQuiet, judgeQuiet } from '../../alerts/quiet-checks.js';
import { type CheckRecord, describeCheck, type NewCheck, newCheckId } from '../../checks/check-record.js';
import type { CheckStore } from '../../checks/ports.js';
import { requireModel } from '../../registry/address.js';
import { NO_ALERTS } from '../../registry/alert.js';
import type { AlertOpened, AlertResolved } from '../../registry/events.js';
import type { Model } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { recordsOf } from './read-checks.js';

/** Alerts that a check opened, and those that it resolved: their rules have been quiet for long enough. */
export interface AlertChanges {
  readonly opened: readonly AlertOpened[];
  readonly resolved: readonly AlertResolved[];
}

export interface RecordedCheck {
  readonly id: string;
  readonly alerts: AlertChanges;
}

/**
 * Keeps what a check found, then opens and resolves alerts by it. A check that changes none commits nothing.
 *
 * Killed in between, the check is kept and its alerts are as before: the next check finds the same and opens them.
 * @throws GovError forbidden or unavailable when it cannot be kept, conflict when other writers kept winning.
 */
export async function recordCheck(governance: Governance, check: NewCheck): Promise<RecordedCheck> {
  const at = governance.now();
  const id = newCheckId(at, governance.random());
  const record = describeCheck(check, id, at);
  const store = await governance.openCheckStore();
  await store.append(record);

  const loaded = await loadRegistry(governance);
  const quietChecks = governance.config['alerts.quietChecks'];
  const model = requireModel(loaded.state, record.model);
  const newestFirst = await readBack(governance, store, model, record, quietChecks);
  const { plan } = await commitPlan(governance, { reason: null, dryRun: false, loaded }, (state) =>
    planAlerts(requireModel(state, record.model), record, newestFirst, quietChecks),
  );
  return {
    id,
    alerts: {
      opened: plan.events.flatMap((event) => (event.type === 'alert-opened' ? [event] : [])),
      resolved: plan.events.flatMap((event) => (event.type === 'alert-resolved' ? [event] : [])),
    },
  };
}

/** Checks as far back as it takes to tell whether an alert that `record` found quiet has been so for long enough. */
async function readBack(
  governance: Governance,
  store: CheckStore,
  model: Model,
  record: CheckRecord,
  quietChecks: number,
): Promise<CheckRecord[]> {
  const { unresolved } = model.alerts ?? NO_ALERTS;
  const quiet = alertsFoundQuiet(Object.values(unresolved), record);
  const found: CheckRecord[] = [];
  const isSettled = () => quiet.every((alert) => judgeQuiet(alert, found, quietChecks) !== 'undecided');
  if (isSettled()) return found;
  for await (const earlier of recordsOf(governance, store, model.name)) {
    found.push(earlier);
    if (isSettled()) return found;
  }
  return found;
}
