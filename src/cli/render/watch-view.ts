import type { Instant } from '../../core/time.js';
import type { Health } from '../../governance/watch/health.js';
import type { JobOutcome } from '../../governance/watch/job-report.js';
import type { Alert } from '../../registry/alert.js';
import type { WatchState } from '../../watch/tick.js';
import { unitName } from '../../watch/unit.js';
import type { UnitState } from '../../watch/unit-state.js';
import { nameFinding, paintSeverity } from './alerts.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

export interface WatchView {
  readonly place: string;
  readonly startedAt: Instant;
  readonly now: Instant;
  readonly state: WatchState;
  /** Null until it has been read. */
  readonly health: Health | null;
  /** The last things that happened, oldest first. */
  readonly events: readonly string[];
}

/** Lines of a screen of that many rows; what does not fit is counted. No line is wider than the screen. */
export function renderWatchView(screen: Screen, rows: number, view: WatchView): string[] {
  const units = Object.values(view.state.units).sort(byUrgency);
  const alerts = (view.health?.models ?? []).flatMap((model) => model.alerts).sort(bySeverity);
  const matters = describeMatters(screen, view.health);
  const fixed = 2 + matters.length + (alerts.length > 0 ? 1 : 0) + 2;
  // Jobs first: half of what is left at least, and all that alerts and events leave.
  const free = Math.max(rows - fixed, 3);
  const shownAlerts = Math.min(alerts.length, Math.max(1, Math.floor(free / 4)));
  const shownUnits = Math.min(
    units.length,
    Math.max(2, free - shownAlerts - Math.min(view.events.length, 3)),
  );
  const shownEvents = Math.max(0, Math.min(view.events.length, free - shownAlerts - shownUnits));
  const name = widest(
    units.map(({ unit }) => printable(unitName(unit))),
    28,
  );
  return [
    screen.bold(cut(`${view.place}  watched for ${formatSpan(view.startedAt, view.now)}`, screen.columns)),
    ...matters,
    '',
    ...withRest(units.slice(0, shownUnits), units.length, 'jobs').map((unit) =>
      typeof unit === 'string' ? screen.dim(unit) : renderUnit(screen, unit, name, view.now),
    ),
    ...(alerts.length === 0 ? [] : ['']),
    ...withRest(alerts.slice(0, shownAlerts), alerts.length, 'alerts').map((alert) =>
      typeof alert === 'string' ? screen.dim(alert) : renderAlert(screen, alert),
    ),
    ...view.events
      .slice(view.events.length - shownEvents)
      .map((event) => screen.dim(cut(event, screen.columns))),
    screen.dim('Ctrl-C ends it'),
  ];
}

/** What waits for a person, beside alerts. */
function describeMatters(screen: Screen, health: Health | null): string[] {
  if (health === null) return [];
  const { pending, givenUp, damaged } = health.deliveries;
  const told = [
    ...(pending === 0 ? [] : [`${pending} on their way`]),
    ...(givenUp === 0 ? [] : [`${givenUp} given up`]),
    ...(damaged === 0 ? [] : [`${damaged} damaged`]),
  ];
  return [
    ...health.models
      .filter(({ automation }) => automation.paused)
      .map(({ model }) =>
        screen.yellow(
          cut(`${model}: automatic rollbacks paused; dharma-gov watch resume ${model}`, screen.columns),
        ),
      ),
    ...(told.length === 0
      ? []
      : [screen.yellow(cut(`deliveries: ${told.join(', ')}; dharma-gov alerts deliveries`, screen.columns))]),
  ];
}

function renderUnit(screen: Screen, unit: UnitState, width: number, now: Instant): string {
  const { running, lastReport, failures, nextAt } = unit;
  const name = cut(printable(unitName(unit.unit)), width).padEnd(width);
  const [word, paint] =
    running !== null
      ? ([`running ${formatSpan(running.startedAt, now)}`, screen.cyan] as const)
      : lastReport === null
        ? (['waiting', screen.dim] as const)
        : ([
            failures > 1 ? `failed ${failures} times` : lastReport.outcome,
            paintOf(screen, lastReport.outcome),
          ] as const);
  const next = running !== null ? '' : nextAt <= now ? 'now' : `in ${formatSpan(now, nextAt)}`;
  const head = `${name}  ${word.padEnd(15)}  ${next.padEnd(9)}`;
  const room = screen.columns - head.length - 2;
  const message = room < 10 ? '' : cut(printable(lastReport?.message ?? ''), room);
  return `${name}  ${paint(word.padEnd(15))}  ${screen.dim(next.padEnd(9))}  ${message}`.trimEnd();
}

function paintOf(screen: Screen, outcome: JobOutcome): (text: string) => string {
  switch (outcome) {
    case 'ok':
      return screen.green;
    case 'idle':
      return screen.dim;
    case 'inconclusive':
      return screen.yellow;
    case 'found':
    case 'failed':
      return screen.red;
  }
}

function renderAlert(screen: Screen, alert: Alert): string {
  const text = printable(`${alert.id}  ${nameFinding(alert)}  ${alert.version}: ${alert.message}`);
  return paintSeverity(screen, alert.severity)(cut(text, screen.columns));
}

const URGENCY: Readonly<Record<JobOutcome, number>> = {
  failed: 0,
  found: 2,
  inconclusive: 3,
  ok: 4,
  idle: 5,
};

/** What fails, then what runs, then what was found; the rest in the order of their names. */
function byUrgency(a: UnitState, b: UnitState): number {
  const rank = ({ running, lastReport }: UnitState) => {
    const outcome = lastReport === null ? 4 : URGENCY[lastReport.outcome];
    return running === null ? outcome : Math.min(outcome, 1);
  };
  return rank(a) - rank(b) || (unitName(a.unit) < unitName(b.unit) ? -1 : 1);
}

function bySeverity(a: Alert, b: Alert): number {
  const rank = ({ severity }: Alert) => (severity === 'severe' ? 0 : 1);
  return rank(a) - rank(b) || (a.openedAt < b.openedAt ? -1 : 1);
}

/** With a line for those that are left out. */
function withRest<T>(shown: readonly T[], all: number, noun: string): (T | string)[] {
  return shown.length === all
    ? [...shown]
    : [...shown.slice(0, -1), `and ${all - shown.length + 1} more ${noun}`];
}

function widest(texts: readonly string[], atMost: number): number {
  return Math.min(atMost, Math.max(0, ...texts.map((text) => text.length)));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** `12 s`, `4 min`, `3 h`, `2 days`. */
function formatSpan(from: Instant, to: Instant): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
