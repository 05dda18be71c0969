import type { CheckRecord } from '../../checks/check-record.js';
import type { Trend } from '../../checks/trend.js';
import type { CheckHistory } from '../../governance/checks/read-checks.js';
import { describeSpan } from './check-window.js';
import type { Screen } from './screen.js';
import { drawTrend } from './sparkline.js';
import { type Cell, renderTable } from './table.js';
import { formatFigure, formatInstant, printable } from './text.js';

const HEAD = ['WHEN', 'CHECK', 'VERSION', 'WINDOW', 'ROWS', 'VERDICT', 'FIGURES', 'SUMMARY'];
/** What a narrow terminal has room for. */
const NARROW_HEAD = ['WHEN', 'WINDOW', 'VERDICT', 'FIGURES'];
const TREND_HEAD = ['FIGURE', 'VERSION', 'TREND', 'FIRST', 'LAST', 'LOWEST', 'HIGHEST'];
const NARROW_TREND_HEAD = ['FIGURE', 'TREND', 'FIRST', 'LAST'];
const WIDE_COLUMNS = 120;
const GAP = 2;
const LEAST_SUMMARY_COLUMNS = 20;

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
  const isWide = screen.columns >= WIDE_COLUMNS;
  const head = HEAD.filter((title) => {
    if (title === 'SUMMARY') return false;
    if (title === 'CHECK') return isWide && isMixed(checks, ({ kind }) => kind);
    if (title === 'VERSION') return isWide || isMixed(checks, ({ version }) => version);
    return isWide || NARROW_HEAD.includes(title);
  });
  const rows = checks.map((check) => rowOf(screen, check, isWide ? 2 : 1));
  const room = screen.columns - widthOf(head, rows);
  if (room < LEAST_SUMMARY_COLUMNS) return renderTable(screen, head, pick(head, rows));
  // A terminal would wrap what is too long, and the table with it.
  const clip = (text: string) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  const clipped = rows.map((row, index) => ({ ...row, SUMMARY: clip(checks[index]?.summary ?? '') }));
  return renderTable(screen, [...head, 'SUMMARY'], pick([...head, 'SUMMARY'], clipped));
}

/** Of a table's columns with the gaps after them. */
function widthOf(head: readonly string[], rows: readonly Row[]): number {
  const length = (cell: Cell = '') => (typeof cell === 'string' ? cell : cell.text).length;
  return head
    .map((title) => Math.max(title.length, ...rows.map((row) => length(row[title]))))
    .reduce((sum, width) => sum + width + GAP, 0);
}

/** @param maxFigures of a performance check, which has a dozen */
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
  const isWide = screen.columns >= WIDE_COLUMNS;
  const head = TREND_HEAD.filter((title) =>
    title === 'VERSION'
      ? isMixed(known, ({ version }) => version)
      : isWide || NARROW_TREND_HEAD.includes(title),
  );
  const rows = known.map(({ name, version, values, lowest, highest }) => ({
    FIGURE: { text: name, paint: screen.bold },
    VERSION: version,
    TREND: drawTrend(values),
    FIRST: formatFigure(values[0] ?? null),
    LAST: formatFigure(values.at(-1) ?? null),
    LOWEST: formatFigure(lowest),
    HIGHEST: formatFigure(highest),
  }));
  return renderTable(screen, head, pick(head, rows));
}

/** `trend`, kind, version, figure, its course, and first, last, lowest and highest value. */
function listTrend({ kind, version, name, values, lowest, highest }: Trend): string {
  const figures = [values[0] ?? null, values.at(-1) ?? null, lowest, highest];
  return ['trend', kind, version, printable(name), drawTrend(values), ...figures.map(formatFigure)].join(
    '\t',
  );
}
