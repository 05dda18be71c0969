import type { ModelReplay, ReplayReport } from '../../watch/replay/replay-report.js';
import { describeUnjudged } from './replay-events.js';
import { limitedCells, limitedTitles } from './replay-figures.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { formatInstant, printable } from './text.js';

const HEAD = ['MODEL', 'PERIOD', 'AT', 'VERSION', 'ROWS', ...limitedTitles(), 'OPEN ALERTS', 'WHAT HAPPENED'];

/** For a pipe: a line a period, then `total`, model, what, how many, and the first and the last period of
 * it; `unjudged`, model and why, where nothing could be judged. */
export async function listReplay(screen: Screen, { models }: ReplayReport): Promise<string> {
  const rows = models.flatMap(({ model, periods }) =>
    periods.map((period): Cell[] => {
      const { name, at, version, rows: count, figures, openAlerts, notes } = period;
      return [
        model,
        name,
        formatInstant(at),
        version,
        String(count),
        ...limitedCells(figures),
        String(openAlerts),
        [...notes, ...describeUnjudged(period)].join('; '),
      ];
    }),
  );
  return [await renderTable(screen, HEAD, rows), ...models.flatMap(listTotals)].join('\n');
}

function listTotals({ model, alerts, periods, reason }: ModelReplay): string[] {
  const line = (what: string, count: number, first = '-', last = '-') =>
    ['total', model, what, count, first, last].join('\t');
  const lineOf = (what: string, type: string) => {
    const names = periods.flatMap(({ name, events }) =>
      events.filter((event) => event.type === type).map(() => name),
    );
    return line(what, names.length, names[0], names.at(-1));
  };
  return [
    ...alerts.map(({ rule, opened, first, last }) => line(`${rule} alerts`, opened, first, last)),
    lineOf('automatic rollbacks', 'automatic-rollback'),
    lineOf('retraining requests', 'retraining-requested'),
    ...(reason === null ? [] : [['unjudged', model, printable(reason)].join('\t')]),
  ];
}
