import type { LogEntry } from '../commit-log/entry.js';
import type { Alert } from '../registry/alert.js';
import type { RegistryEvent } from '../registry/events.js';
import type { Notification } from './notification.js';

/** What a commit alone does not tell. */
export interface LogContext {
  /** Random name of the registry, and where it is. */
  readonly registry: string;
  readonly place: string;
  /** Every alert of the log by its id, resolved ones as well. */
  readonly alerts: ReadonlyMap<string, Alert>;
}

/** What people are to know of a commit, in the order of its events. The same for the same commit, whoever asks. */
export function notificationsOf(entry: LogEntry<RegistryEvent>, context: LogContext): Notification[] {
  return entry.events.flatMap((event, index) => {
    const facts = factsOf(event, entry, context);
    if (facts === null) return [];
    const id = `${context.registry}:${entry.generation}:${index}`;
    return [{ ...NO_FACTS, ...facts, id, at: entry.at, registry: context.registry, place: context.place }];
  });
}

type Facts = Pick<Notification, 'kind' | 'severity' | 'model' | 'title' | 'message'> & Partial<Notification>;

/** Of things that have no rule, no alert and no rollback behind them. */
export const NO_FACTS = {
  version: null,
  rule: null,
  subject: null,
  observed: null,
  limit: null,
  alert: null,
  alertOpenedAt: null,
  from: null,
  to: null,
} as const satisfies Partial<Notification>;

function factsOf(
  event: RegistryEvent,
  { reason }: LogEntry<RegistryEvent>,
  { alerts }: LogContext,
): Facts | null {
  switch (event.type) {
    case 'alert-opened': {
      const { model, version, severity, message } = event;
      return {
        kind: 'alert-opened',
        severity,
        model,
        version,
        title: `${model}@${version}: ${nameRule(event)}`,
        message,
        ...ruleOf(event),
        ...alertFacts(alerts.get(event.id), event.id),
      };
    }
    case 'alert-resolved': {
      const alert = alerts.get(event.id);
      if (alert === undefined) return null;
      const { model, version, severity } = alert;
      return {
        kind: 'alert-resolved',
        severity,
        model,
        version,
        title: `${model}@${version}: ${nameRule(alert)} is over`,
        message: describeEnd(event.cause, reason, alert),
        ...ruleOf(alert),
        ...alertFacts(alert, event.id),
      };
    }
    case 'automatic-rollback': {
      const { model, from, to, alert } = event;
      return {
        kind: 'rolled-back',
        severity: 'severe',
        model,
        version: from,
        title: `${model}: rolled back from ${from} to ${to}`,
        message: `${event.message}; no further automatic rollback until: dharma-gov watch resume ${model}`,
        ...ruleOf({ ...event, subject: null }),
        ...alertFacts(alert === null ? undefined : alerts.get(alert), alert),
        from,
        to,
      };
    }
    case 'retraining-requested': {
      const { model, version, alert } = event;
      return {
        kind: 'retraining-requested',
        severity: 'moderate',
        model,
        version,
        title: `${model}@${version}: retraining is asked for`,
        message: event.message,
        ...ruleOf({ ...event, subject: null }),
        ...alertFacts(alert === null ? undefined : alerts.get(alert), alert),
      };
    }
    case 'status-changed': {
      const { model, version, from, to, cause } = event;
      if (to !== 'failed' || cause !== 'integrity') return null;
      return {
        kind: 'version-failed',
        severity: from === 'production' ? 'severe' : 'moderate',
        model,
        version,
        title: `${model}@${version}: its files are damaged, it is marked failed (was in ${from})`,
        message: reason ?? 'the files are not the registered ones',
      };
    }
    default:
      return null;
  }
}

function nameRule({ rule, subject }: Pick<Alert, 'rule' | 'subject'>): string {
  return subject === null ? rule : `${rule} of ${subject}`;
}

function ruleOf({ rule, subject, observed, limit }: Pick<Alert, 'rule' | 'subject' | 'observed' | 'limit'>) {
  return { rule, subject, observed, limit };
}

function alertFacts(alert: Alert | undefined, id: string | null) {
  return { alert: id, alertOpenedAt: alert?.openedAt ?? null };
}

function describeEnd(cause: 'request' | 'quiet', reason: string | null, { message }: Alert): string {
  if (cause === 'quiet') return `quiet again; it was: ${message}`;
  return reason === null ? `resolved by a person; it was: ${message}` : `resolved: ${reason}`;
}
