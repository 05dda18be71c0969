import type { CheckRecord } from '../../checks/check-record.js';
import type { Trend } from '../../checks/trend.js';
import type { CheckHistory } from '../../governance/read-checks.js';
import { describeSpan } from './check-window.js';
import type { Screen } from './screen.js';
import { drawTrend } from './sparkline.js';
import { type Cell, renderTable } from './table.js';
import { formatFigure, formatInstant, printable } from './text.js';

const HEAD = ['WHEN', 'CHECK', 'VERSION', 'WINDOW', 'ROWS', 'VERDICT', 'FIGURES', 'SUMMARY'];
/** What a narrow terminal has room for. */
const NARROW_HEAD = ['WHEN', 'WINDOW', 'VERDICT', 'FIGURES'];
const WIDE_COLUMNS = 120;
/** Of a check on a terminal: a performance check has a dozen. */
const MAX_FIGURES = 3;
const GAP = 2;
const LEAST_SUMMARY_COLUMNS = 20;

/** A line a check and under them a line a figure with its trend. */
export async function renderCheckHistory(screen: Screen, history: CheckHistory): Promise<string> {
  const { model, checks, trends } = history;
  if (checks.length === 0 && screen.isTty) {
    return `no checks of ${model} are recorded here; dharma-gov drift-check ${model}@production makes one`;
  }
  const head = headFor(screen, checks);
  const rows = checks.map((check) => renderCheck(screen, check));
  const cells = rows.map((row) => head.map((title) => row[title] ?? ''));
  const table = await renderTable(screen, head, screen.isTty ? clipLast(screen, head, cells) : cells);
  const lines = trends.map((trend) => renderTrend(screen, trend));
  return [table, ...(screen.isTty ? [''] : []), ...lines].join('\n');
}

function headFor({ isTty, columns }: Screen, checks: readonly CheckRecord[]): string[] {
  if (!isTty) return HEAD;
  const isMixed = (pick: (check: CheckRecord) => string) => new Set(checks.map(pick)).size > 1;
  return HEAD.filter((title) => {
    if (title === 'CHECK') return isMixed(({ kind }) => kind);
    if (title === 'VERSION') return columns >= WIDE_COLUMNS || isMixed(({ version }) => version);
    return columns >= WIDE_COLUMNS || NARROW_HEAD.includes(title);
  });
}

function renderCheck(screen: Screen, check: CheckRecord): Record<string, Cell> {
  const { at, kind, version, window, segmentColumn, rows, verdict, values, summary } = check;
  const overall = values.filter(({ subject }) => subject === null);
  const figures = overall.map(({ name, value }) => `${name} ${formatFigure(value)}`);
  const shown = screen.isTty ? figures.slice(0, MAX_FIGURES) : figures;
  const by = segmentColumn === null ? '' : ` by ${segmentColumn}`;
  return {
    WHEN: screen.isTty ? formatInstant(at).replace(/:\d\dZ$/, 'Z') : formatInstant(at),
    CHECK: kind,
    VERSION: version,
    WINDOW: `${describeSpan(window)}${by}`,
    ROWS: String(rows),
    VERDICT: { text: verdict, paint: paintVerdict(screen, verdict) },
    FIGURES: `${shown.join(', ')}${shown.length < figures.length ? ', …' : ''}`,
    SUMMARY: summary,
  };
}

function paintVerdict(screen: Screen, verdict: CheckRecord['verdict']): (text: string) => string {
  return { pass: screen.green, warn: screen.yellow, unknown: screen.yellow, fail: screen.red }[verdict];
}

/** Cuts the last column, the summary, to what is left of a line; a terminal would wrap it and the table with it. */
function clipLast(screen: Screen, head: readonly string[], rows: readonly Cell[][]): Cell[][] {
  if (head.at(-1) !== 'SUMMARY') return [...rows];
  const widthOf = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : (cell?.text ?? '')).length;
  const taken = head
    .slice(0, -1)
    .reduce(
      (sum, title, index) => sum + GAP + Math.max(title.length, ...rows.map((row) => widthOf(row[index]))),
      0,
    );
  const room = Math.max(LEAST_SUMMARY_COLUMNS, screen.columns - taken);
  const clip = (text: string) => (text.length > room ? `${text.slice(0, room - 1)}…` : text);
  return rows.map((row) => row.map((cell, index) => (index === head.length - 1 ? clip(String(cell)) : cell)));
}

function renderTrend(screen: Screen, { kind, version, name, values, lowest, highest }: Trend): string {
  const line = drawTrend(values);
  const [first = null] = values;
  const last = values.at(-1) ?? null;
  if (!screen.isTty) {
    const figures = [first, last, lowest, highest].map((value) => (value === null ? '' : String(value)));
    return ['trend', kind, version, printable(name), line, ...figures].join('\t');
  }
  const range = `lowest ${formatFigure(lowest)}, highest ${formatFigure(highest)}`;
  return `${printable(name)} of ${version}  ${line}  ${formatFigure(first)} -> ${formatFigure(last)}  ${screen.dim(`(${range})`)}`;
}
