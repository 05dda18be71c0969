import type { Config } from '../config/keys.js';
import type { Channel, ChannelKind } from '../config/sink.js';
import { RETRAINING } from './delivery.js';
import type { Notification, NotificationKind } from './notification.js';

/** An Alertmanager knows of states that begin and end, and of nothing else. */
const STATES: readonly NotificationKind[] = ['alert-opened', 'alert-resolved', 'job-failed', 'job-recovered'];

/** The names of the sinks that are told. */
export function sinksFor(config: Config, notification: Notification): string[] {
  const named = Object.entries(config['watch.sinks'])
    .filter(
      ([, { kind, severities }]) => takes(kind, notification) && severities.includes(notification.severity),
    )
    .map(([name]) => name);
  const retrains = notification.kind === 'retraining-requested' && config['watch.retraining'] !== null;
  return retrains ? [...named, RETRAINING] : named;
}

function takes(kind: ChannelKind, notification: Notification): boolean {
  return kind !== 'alertmanager' || STATES.includes(notification.kind);
}

/** Where a delivery goes; undefined when its sink is no longer configured. */
export function channelOf(config: Config, sink: string): Channel | undefined {
  if (sink === RETRAINING) return config['watch.retraining'] ?? undefined;
  const sinks = config['watch.sinks'];
  return Object.hasOwn(sinks, sink) ? sinks[sink] : undefined;
}
