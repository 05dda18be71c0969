import type { ModelReplay, ReplayReport } from '../../watch/replay/replay-report.js';
import { describeEvents, describeUnjudged, nameAlerts } from './replay-events.js';
import { figureCells, figureTitles, shownFigures } from './replay-figures.js';
import { joinCalm, type Stretch } from './replay-stretches.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { formatInstant, plural, printable, wrap } from './text.js';

/** What happened when, and what it came to: on a terminal periods in which nothing happened share a line. */
export async function renderReplay(screen: Screen, { by, models }: ReplayReport): Promise<string> {
  const parts: string[] = [];
  for (const replay of models) parts.push(await renderModel(screen, replay, by));
  return parts.join('\n\n');
}

async function renderModel(screen: Screen, replay: ModelReplay, by: ReplayReport['by']): Promise<string> {
  const { model, from, to, settings, assumptions, periods, reason } = replay;
  const span = from === null || to === null ? '' : `, ${dayOf(from)} to ${dayOf(to)}`;
  const title = `${printable(model)}: watch rehearsed by ${by}${span}, windows of ${settings.window}`;
  return [
    screen.bold(title),
    ...wrap(assumptions.join('; '), screen.columns).map((line) => screen.dim(line)),
    '',
    ...(periods.length === 0 ? [] : [await renderPeriods(screen, replay), '']),
    ...(reason === null ? [] : wrap(`nothing could be judged: ${printable(reason)}`, screen.columns)),
    ...describeTotals(replay).flatMap((line) => wrap(line, screen.columns)),
    screen.dim('to try another limit:'),
    screen.dim(`  DHARMA_ACCURACY_DROP_THRESHOLD=0.1 dharma-gov watch --replay ${model} --by ${by}`),
  ].join('\n');
}

async function renderPeriods(screen: Screen, replay: ModelReplay): Promise<string> {
  const shown = shownFigures(replay);
  const alerts = nameAlerts(replay.periods);
  const stretches = joinCalm(replay.periods);
  const rows = stretches.map(({ name, periods: [first, ...others], last }): Cell[] => [
    { text: name, paint: screen.bold },
    first.version,
    ...figureCells(screen, shown, [first, ...others]),
    String(last.openAlerts),
  ]);
  const head = ['PERIOD', 'VERSION', ...figureTitles(shown), 'ALERTS'];
  const table = await renderTable(screen, head, rows, [...figureTitles(shown).slice(2).reverse(), 'ALERTS']);
  const [titles = '', ...lines] = table.split('\n');
  // What happened may take the whole width, and stands under its period.
  const timeline = lines.flatMap((line, index) => {
    const stretch = stretches[index];
    return stretch === undefined ? [line] : [line, ...happenings(screen, stretch, alerts)];
  });
  return [titles, ...timeline].join('\n');
}

const INDENT = '    ';

function happenings(screen: Screen, { last }: Stretch, alerts: ReturnType<typeof nameAlerts>): string[] {
  const still = [...last.notes, ...describeUnjudged(last)];
  const told =
    last.events.length > 0
      ? describeEvents(screen, last.events, alerts)
      : still.map((text) => ({ text, paint: screen.dim }));
  return told.flatMap(({ text, paint }) =>
    wrap(printable(text), screen.columns - INDENT.length).map((line) => paint(`${INDENT}${line}`)),
  );
}

function dayOf(instant: string): string {
  return formatInstant(instant).replace(' 00:00:00Z', '');
}

/** How often, and when first and last. */
function describeTotals({ alerts, rollbacks, retrainingRequests, periods }: ModelReplay): string[] {
  const counted = alerts.map(({ rule, opened, first, last }) => {
    const when = first === last ? first : `${first} to ${last}`;
    return `${rule} ${opened} (${when})`;
  });
  const back = periods.flatMap(({ name, events }) =>
    events.flatMap((event) =>
      event.type === 'automatic-rollback' ? [`${name}: ${event.from} to ${event.to}`] : [],
    ),
  );
  return [
    `alerts opened: ${counted.join(', ') || 'none'}`,
    `automatic rollbacks: ${rollbacks === 0 ? 'none' : `${rollbacks} (${back.join(', ')})`}`,
    ...(retrainingRequests === 0 ? [] : [`retraining asked for: ${plural(retrainingRequests, 'time')}`]),
  ];
}
