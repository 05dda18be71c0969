import type { CheckRecord } from '../../checks/check-record.js';
import type { Trend } from '../../checks/trend.js';
import type { CheckHistory } from '../../governance/checks/read-checks.js';
import { describeSpan } from './check-window.js';
import type { Screen } from './screen.js';
import { drawTrend } from './sparkline.js';
import { type Cell, renderTable } from './table.js';
import { formatFigure, formatInstant, printable } from './text.js';

const HEAD = ['WHEN', 'CHECK', 'VERSION', 'WINDOW', 'ROWS', 'VERDICT', 'FIGURES', 'SUMMARY'];
/** What a narrow terminal can do without. */
const LEAVE_OUT = ['ROWS', 'CHECK', 'SUMMARY', 'VERSION'];
const TREND_HEAD = ['FIGURE', 'VERSION', 'TREND', 'FIRST', 'LAST', 'LOWEST', 'HIGHEST'];
const LEAVE_OUT_OF_TRENDS = ['LOWEST', 'HIGHEST'];
/** A check of performance has a dozen. */
const DRAWN_FIGURES = 2;

/** A line a check and under them a line a figure with its trend. */
export async function renderCheckHistory(screen: Screen, history: CheckHistory): Promise<string> {
  const { model, checks, trends } = history;
  if (!screen.isTty) {
    const rows = checks.map((check) => rowOf(screen, check));
    const table = await renderTable(screen, HEAD, pick(HEAD, rows));
    return [table, ...trends.map(listTrend)].join('\n');
  }
  if (checks.length === 0) {
    return `no checks of ${model} are recorded here; dharma-gov drift-check ${model}@production makes one`;
  }
  return [await renderChecks(screen, checks), '', await renderTrends(screen, trends)].join('\n');
}

type Row = Readonly<Record<string, Cell>>;

function pick(head: readonly string[], rows: readonly Row[]): Cell[][] {
  return rows.map((row) => head.map((title) => row[title] ?? ''));
}

function isMixed<T>(items: readonly T[], key: (item: T) => string): boolean {
  return new Set(items.map(key)).size > 1;
}

function renderChecks(screen: Screen, checks: readonly CheckRecord[]): Promise<string> {
  const head = HEAD.filter((title) => title !== 'CHECK' || isMixed(checks, ({ kind }) => kind));
  const rows = checks.map((check) => rowOf(screen, check, DRAWN_FIGURES));
  return renderTable(screen, head, pick(head, rows), LEAVE_OUT);
}

function rowOf(screen: Screen, check: CheckRecord, maxFigures = Number.POSITIVE_INFINITY): Row {
  const { at, kind, version, window, segmentColumn, rows, verdict, values, summary } = check;
  const figures = values
    .filter(({ subject }) => subject === null)
    .map(({ name, value }) => `${name} ${formatFigure(value)}`);
  const more = figures.length > maxFigures ? ', …' : '';
  const paints = { pass: screen.green, warn: screen.yellow, unknown: screen.yellow, fail: screen.red };
  return {
    WHEN: screen.isTty ? formatInstant(at).replace(/:\d\dZ$/, 'Z') : formatInstant(at),
    CHECK: kind,
    VERSION: version,
    WINDOW: `${describeSpan(window)}${segmentColumn === null ? '' : ` by ${segmentColumn}`}`,
    ROWS: String(rows),
    VERDICT: { text: verdict, paint: paints[verdict] },
    FIGURES: `${figures.slice(0, maxFigures).join(', ')}${more}`,
    SUMMARY: summary,
  };
}

function renderTrends(screen: Screen, trends: readonly Trend[]): Promise<string> {
  const known = trends.filter(({ highest }) => highest !== null);
  const head = TREND_HEAD.filter((title) => title !== 'VERSION' || isMixed(known, ({ version }) => version));
  const rows = known.map(({ name, version, values, lowest, highest }) => ({
    FIGURE: { text: name, paint: screen.bold },
    VERSION: version,
    TREND: drawTrend(values),
    FIRST: formatFigure(values[0] ?? null),
    LAST: formatFigure(values.at(-1) ?? null),
    LOWEST: formatFigure(lowest),
    HIGHEST: formatFigure(highest),
  }));
  return renderTable(screen, head, pick(head, rows), LEAVE_OUT_OF_TRENDS);
}

/** `trend`, kind, version, figure, its course, and first, last, lowest and highest value. */
function listTrend({ kind, version, name, values, lowest, highest }: Trend): string {
  const figures = [values[0] ?? null, values.at(-1) ?? null, lowest, highest];
  return ['trend', kind, version, printable(name), drawTrend(values), ...figures.map(formatFigure)].join(
    '\t',
  );
}
