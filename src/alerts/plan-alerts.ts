import { type CheckRecord, windowEndOf } from '../checks/check-record.js';
import { type Alert, alertId, isSameSubject, NO_ALERTS } from '../registry/alert.js';
import type { AlertOpened, RegistryEvent } from '../registry/events.js';
import type { Plan } from '../registry/plan.js';
import type { Model } from '../registry/state.js';
import { alertsFoundQuiet, judgeQuiet } from './quiet-checks.js';
import { severityOfRule } from './severity.js';

/**
 * What a check changes about the alerts of its model: one is opened for each rule that fires and has none, and one is
 * resolved when its rule has been quiet for `quietChecks` checks in a row. No events when nothing changes.
 * @param newestFirst checks of the model, `record` the first of them
 */
export function planAlerts(
  model: Model,
  record: CheckRecord,
  newestFirst: readonly CheckRecord[],
  quietChecks: number,
): Plan {
  const { opened, unresolved } = model.alerts ?? NO_ALERTS;
  const alerts = Object.values(unresolved);
  const resolved = alertsFoundQuiet(alerts, record).filter(
    (alert) => judgeQuiet(alert, newestFirst, quietChecks) === 'quiet',
  );
  return {
    action: 'alert',
    events: [...planOpenings(record, alerts, opened), ...resolved.map(planResolution)],
  };
}

function planOpenings(record: CheckRecord, alerts: readonly Alert[], opened: number): AlertOpened[] {
  const { id: checkId, model, version } = record;
  const windowEnd = windowEndOf(record);
  return record.rules
    .filter(({ state }) => state === 'firing')
    .filter((rule) => !alerts.some((alert) => isSameSubject(alert, { ...rule, version })))
    .map((firing, index) => {
      const { state: _, ...rule } = firing;
      const id = alertId(model, opened + index + 1);
      const severity = severityOfRule(firing);
      return { type: 'alert-opened', model, version, id, severity, checkId, windowEnd, ...rule };
    });
}

function planResolution({ model, id }: Alert): RegistryEvent {
  return { type: 'alert-resolved', model, id, cause: 'quiet' };
}
