import type { Screen } from './screen.js';
import { fitColumns, widthOfTable } from './table-fit.js';
import { clip, displayColumns, printable } from './text.js';

/** A cell: text, or text with a paint that is laid on after it was made printable. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/** Above this many rows a drawn table is neither readable nor quick to draw. */
const MAX_DRAWN_ROWS = 200;

/**
 * A table for a terminal, no line of which is wider than that, or tab-separated lines with a header for a pipe, which
 * has everything.
 * @param head a title a column, each another one
 * @param rows as many cells a row as `head` has
 * @param leaveOut titles of columns that a narrow terminal can do without, those first that are missed least
 */
export async function renderTable(
  screen: Screen,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  leaveOut: readonly string[] = [],
): Promise<string> {
  if (!screen.isTty || rows.length > MAX_DRAWN_ROWS) {
    return [head, ...rows].map((row) => row.map(plainCell).join('\t')).join('\n');
  }
  const { default: Table } = await import('cli-table3');
  const widths = fitColumns(
    columnWidths(head, rows),
    screen.columns,
    // The title of a column of data may be that of another one, and then comes first.
    leaveOut.map((title) => head.lastIndexOf(title)),
  );
  const drawn = <T>(cells: readonly T[], draw: (cell: T, width: number) => string) =>
    cells.flatMap((cell, place) => {
      const width = widths[place];
      return width == null ? [] : [draw(cell, width)];
    });
  const table = new Table({
    head: drawn(head, (title, width) => screen.bold(clip(title, width))),
    // No colours of its own: it would also colour where nobody wants them.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: BORDERLESS,
  });
  for (const row of rows) table.push(drawn(row, paintedCell));
  const lines = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  const missing = head.filter((_, place) => widths[place] === null);
  if (missing.length > 0) lines.push(screen.dim(clip(describeMissing(missing), screen.columns)));
  return lines.join('\n');
}

/** Whether all of a table is seen on a terminal. */
export function hasRoom(
  screen: Screen,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): boolean {
  return widthOfTable(columnWidths(head, rows)) <= screen.columns;
}

function columnWidths(head: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return head.map((title, place) =>
    rows.reduce(
      (width, row) => Math.max(width, displayColumns(plainCell(row[place] ?? ''))),
      displayColumns(title),
    ),
  );
}

function describeMissing(titles: readonly string[]): string {
  return `no room for ${titles.join(', ')}: a wider terminal or --json has them`;
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function plainCell(cell: Cell): string {
  // Tabs and newlines are control characters, so a cell can never break out of its column.
  return printable(textOf(cell));
}

function paintedCell(cell: Cell, width: number): string {
  const text = clip(plainCell(cell), width);
  return typeof cell === 'string' ? text : cell.paint(text);
}
