import type { HistoryEntry } from '../../registry/history.js';
import { describeEvent, renderEvents } from './plan.js';
import type { Screen } from './screen.js';
import { renderTable } from './table.js';
import { formatInstant, printable } from './text.js';

/** Commits: who did what, when and why. A paragraph each on a terminal, a line each in a pipe. */
export function renderCommits(screen: Screen, entries: readonly HistoryEntry[]): string | Promise<string> {
  if (screen.isTty) return entries.map((entry) => renderCommit(screen, entry)).join('\n');
  return renderTable(
    screen,
    ['GEN', 'WHEN', 'WHO', 'ACTION', 'WHAT', 'WHY'],
    entries.map((entry) => [
      String(entry.generation),
      formatInstant(entry.at),
      entry.actor,
      entry.action,
      entry.events.map(describeEvent).join('; '),
      entry.reason ?? '',
    ]),
  );
}

function renderCommit(screen: Screen, entry: HistoryEntry): string {
  const { generation, at, actor, action, reason } = entry;
  const head = `${screen.bold(`#${generation} ${action}`)}  ${formatInstant(at)} by ${printable(actor)}`;
  const why = reason === null ? '' : `: ${printable(reason)}`;
  const events = renderEvents(screen, entry.events).map((line) => `   ${line}`);
  return [`${head}${why}`, ...events].join('\n');
}
