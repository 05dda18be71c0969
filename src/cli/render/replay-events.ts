import type { AlertOpened, RegistryEvent } from '../../registry/events.js';
import type { ReplayPeriod } from '../../watch/replay/replay-report.js';
import type { Screen } from './screen.js';
import { plural } from './text.js';

interface Told {
  readonly text: string;
  readonly paint: (text: string) => string;
}

type Alerts = ReadonlyMap<string, AlertOpened>;

/** The alerts of a rehearsal by their ids. */
export function nameAlerts(periods: readonly ReplayPeriod[]): Alerts {
  const events = periods.flatMap((period) => period.events);
  return new Map(events.flatMap((event) => (event.type === 'alert-opened' ? [[event.id, event]] : [])));
}

/** What happened, in a few words each; the figures stand beside it. */
export function describeEvents(screen: Screen, events: readonly RegistryEvent[], alerts: Alerts): Told[] {
  const opened = events.filter((event) => event.type === 'alert-opened');
  const resolved = events.flatMap((event) =>
    event.type === 'alert-resolved' ? (alerts.get(event.id) ?? []) : [],
  );
  return [
    ...describeAlerts(opened, 'opened').map(({ text, severe }) => ({
      text,
      paint: severe ? screen.red : screen.yellow,
    })),
    ...describeAlerts(resolved, 'resolved').map(({ text }) => ({ text, paint: screen.green })),
    ...events.flatMap((event) => describeAct(screen, event)),
  ];
}

/** What could not be judged, and why. */
export function describeUnjudged({ checks }: ReplayPeriod): string[] {
  return checks
    .filter(({ outcome }) => outcome === 'inconclusive' || outcome === 'failed')
    .map(({ kind, message }) => `${kind}: ${message}`);
}

function describeAlerts(
  alerts: readonly AlertOpened[],
  what: 'opened' | 'resolved',
): { readonly text: string; readonly severe: boolean }[] {
  const rules = [...new Set(alerts.map(({ rule }) => rule))];
  return rules.map((name) => {
    const own = alerts.filter(({ rule }) => rule === name);
    const subjects = own.flatMap(({ subject }) => subject ?? []);
    const about = subjects.length === 0 ? '' : `: ${subjects.join(', ')}`;
    const count = own.length === 1 ? `${name} alert` : plural(own.length, `${name} alert`);
    return {
      text: `${count} ${what}${about}`,
      severe: own.some(({ severity }) => severity === 'severe'),
    };
  });
}

function describeAct(screen: Screen, event: RegistryEvent): Told[] {
  switch (event.type) {
    case 'automatic-rollback':
      return [{ text: `rolled back to ${event.to} (${event.rule})`, paint: screen.red }];
    case 'retraining-requested':
      return [{ text: `retraining asked for (${event.rule})`, paint: screen.cyan }];
    case 'status-changed':
      return event.to === 'failed'
        ? [{ text: `${event.version} marked failed: files damaged`, paint: screen.red }]
        : [];
    default:
      return [];
  }
}
