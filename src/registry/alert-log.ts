import type { LogEntry } from '../commit-log/entry.js';
import type { Alert } from './alert.js';
import type { RegistryEvent } from './events.js';
import { isAlertEvent, nextAlert } from './fold-alert.js';

/** Every alert that a log tells of, resolved ones as well, in the order they were opened. */
export function alertsOfLog(entries: readonly LogEntry<RegistryEvent>[]): Alert[] {
  const alerts = new Map<string, Alert>();
  for (const entry of entries) {
    for (const event of entry.events.filter(isAlertEvent)) {
      alerts.set(event.id, nextAlert(alerts.get(event.id), event, entry));
    }
  }
  return [...alerts.values()];
}
