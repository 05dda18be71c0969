import { type CheckRecord, windowEndOf } from '../checks/check-record.js';
import { type Alert, isSameSubject } from '../registry/alert.js';

/**
 * Whether the rule behind an alert has been quiet for long enough.
 *
 * Checks count when they judged the same rule and subject of the same version over a window that does not end before
 * the alert's: looking back at a calm past resolves nothing. `unknown` and `suspect` neither count nor start anew.
 * @param newestFirst checks of the model, as far back as is known
 * @param needed so many quiet ones in a row
 * @returns undecided when the answer lies further back
 */
export function judgeQuiet(
  alert: Alert,
  newestFirst: readonly CheckRecord[],
  needed: number,
): 'quiet' | 'active' | 'undecided' {
  let quiet = 0;
  for (const record of newestFirst) {
    if (record.id === alert.checkId) return 'active';
    const result = resultFor(alert, record);
    if (result === undefined) continue;
    if (result.state === 'firing') return 'active';
    if (result.state === 'quiet' && ++quiet >= needed) return 'quiet';
  }
  return 'undecided';
}

function resultFor(alert: Alert, record: CheckRecord): CheckRecord['rules'][number] | undefined {
  if (windowEndOf(record) < alert.windowEnd) return undefined;
  return record.rules.find((rule) => isSameSubject(alert, { ...rule, version: record.version }));
}

/** Alerts that a check may resolve: those whose rule it found quiet. All others need no look at earlier checks. */
export function alertsFoundQuiet(alerts: readonly Alert[], record: CheckRecord): Alert[] {
  return alerts.filter((alert) => resultFor(alert, record)?.state === 'quiet');
}
