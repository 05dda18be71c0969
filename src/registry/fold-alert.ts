import type { LogEntry } from '../commit-log/entry.js';
import { type Alert, alertId, isSameSubject, type ModelAlerts, NO_ALERTS } from './alert.js';
import { contradiction } from './contradiction.js';
import type { AlertEvent, RegistryEvent } from './events.js';
import { findVersion, type Model } from './state.js';

type Entry = Omit<LogEntry<RegistryEvent>, 'events'>;

export function isAlertEvent(event: RegistryEvent): event is AlertEvent {
  return (
    event.type === 'alert-opened' || event.type === 'alert-acknowledged' || event.type === 'alert-resolved'
  );
}

/**
 * The alerts of `model` after an event.
 * @throws GovError integrity when the event contradicts them (an alert resolved twice, two about the same thing).
 */
export function foldAlert(model: Model, event: AlertEvent, entry: Entry): ModelAlerts {
  const { opened, unresolved } = model.alerts ?? NO_ALERTS;
  if (event.type === 'alert-opened') {
    const number = opened + 1;
    const others = Object.values(unresolved);
    if (event.id !== alertId(model.name, number)) {
      throw contradiction(
        entry.generation,
        `alert ${event.id} is opened, not ${alertId(model.name, number)}`,
      );
    }
    if (findVersion(model, event.version) === undefined) {
      throw contradiction(entry.generation, `${model.name}@${event.version} does not exist`);
    }
    if (others.some((other) => isSameSubject(other, event))) {
      throw contradiction(
        entry.generation,
        `alert ${event.id} is about the same as one that is not resolved`,
      );
    }
    return { opened: number, unresolved: { ...unresolved, [event.id]: nextAlert(undefined, event, entry) } };
  }
  const alert = Object.hasOwn(unresolved, event.id) ? unresolved[event.id] : undefined;
  if (alert === undefined) {
    throw contradiction(entry.generation, `alert ${event.id} is not open`);
  }
  if (event.type === 'alert-resolved') {
    const { [event.id]: _, ...rest } = unresolved;
    return { opened, unresolved: rest };
  }
  if (alert.acknowledged !== null) {
    throw contradiction(entry.generation, `alert ${event.id} is acknowledged twice`);
  }
  return { opened, unresolved: { ...unresolved, [event.id]: nextAlert(alert, event, entry) } };
}

/** An alert after an event of its own; `alert` is undefined before it is opened. */
export function nextAlert(alert: Alert | undefined, event: AlertEvent, entry: Entry): Alert {
  if (event.type === 'alert-opened') {
    const { type: _, ...opened } = event;
    return { ...opened, openedAt: entry.at, acknowledged: null, resolved: null };
  }
  if (alert === undefined) throw contradiction(entry.generation, `alert ${event.id} was never opened`);
  const step = { at: entry.at, by: entry.actor, reason: entry.reason };
  return event.type === 'alert-acknowledged'
    ? { ...alert, acknowledged: step }
    : { ...alert, resolved: { ...step, cause: event.cause } };
}
