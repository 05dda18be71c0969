import { type CheckRecord, stateOfRule, windowEndOf } from '../checks/check-record.js';
import type { RuleState } from '../core/rule-result.js';
import type { Alert } from '../registry/alert.js';

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
    const state = stateFor(alert, record);
    if (state === 'firing') return 'active';
    if (state === 'quiet' && ++quiet >= needed) return 'quiet';
  }
  return 'undecided';
}

/** What a check said of an alert's rule; undefined when it cannot speak about the alert. */
function stateFor(alert: Alert, record: CheckRecord): RuleState | undefined {
  if (record.version !== alert.version || windowEndOf(record) < alert.windowEnd) return undefined;
  return stateOfRule(record, alert);
}

/** Alerts that a check may resolve: those whose rule it found quiet. All others need no look at earlier checks. */
export function alertsFoundQuiet(alerts: readonly Alert[], record: CheckRecord): Alert[] {
  return alerts.filter((alert) => stateFor(alert, record) === 'quiet');
}
