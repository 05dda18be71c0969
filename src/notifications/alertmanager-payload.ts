import type { Instant } from '../core/time.js';
import type { Alert } from '../registry/alert.js';
import type { Notification } from './notification.js';

/** An alert of the Alertmanager API, version 2. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/**
 * An Alertmanager takes an alert for over at its `endsAt`, or five minutes after it last heard of it. Whoever watches by
 * cron may be silent for a day, and an alert must not end because nobody speaks of it.
 */
const FIRING_MS = 25 * 3_600_000;

/** Those of a notification; its kind is one that begins or ends a state. */
export function alertmanagerPayload(notification: Notification, now: Instant): PostableAlert[] {
  const { kind, id, at, alertOpenedAt, title, message } = notification;
  const isOver = kind === 'alert-resolved' || kind === 'job-recovered';
  const isJob = kind === 'job-failed' || kind === 'job-recovered';
  return [
    {
      labels: isJob
        ? // Of jobs the failing episode tells two states apart.
          labelsOf('DharmaGovJobFailed', { ...notification, episode: id.replace(/:recovered$/, '') })
        : labelsOf('DharmaGovAlert', notification),
      annotations: { summary: title, description: message },
      startsAt: alertOpenedAt ?? at,
      endsAt: isOver ? at : later(now, FIRING_MS),
    },
  ];
}

/** The same of alerts, to say once more that they are open, or that they are over after all. */
export function alertmanagerReminder(
  alerts: readonly Alert[],
  registry: string,
  now: Instant,
): PostableAlert[] {
  return alerts.map((alert) => {
    const { id, model, version, rule, subject, message, openedAt, resolved } = alert;
    return {
      labels: labelsOf('DharmaGovAlert', { ...alert, registry, alert: id }),
      annotations: {
        summary: `${model}@${version}: ${subject === null ? rule : `${rule} of ${subject}`}`,
        description: message,
      },
      startsAt: openedAt,
      endsAt: resolved?.at ?? later(now, FIRING_MS),
    };
  });
}

type Labelled = Pick<
  Notification,
  'severity' | 'registry' | 'model' | 'version' | 'rule' | 'subject' | 'alert'
> & { readonly episode?: string };

/** The same labels at the beginning and at the end, or they would be two alerts. An empty one is none. */
function labelsOf(
  alertname: string,
  { severity, registry, model, version, rule, subject, alert, episode = '' }: Labelled,
): Record<string, string> {
  const labels = { alertname, severity, registry, model, version, rule, subject, alert, episode };
  return Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''),
  );
}

function later(at: Instant, byMs: number): Instant {
  return new Date(Date.parse(at) + byMs).toISOString();
}
