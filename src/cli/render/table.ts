import type { Screen } from './screen.js';
import { printable } from './text.js';

/** A cell: text, or text with a paint that is laid on after it was made printable. */
export type Cell = string | { readonly text: string; readonly paint: (text: string) => string };

/** Above this many rows a drawn table is neither readable nor quick to draw. */
const MAX_DRAWN_ROWS = 200;

/**
 * A table for a terminal, or tab-separated lines with a header for a pipe.
 * @param rows as many cells a row as `head` has
 */
export async function renderTable(
  screen: Screen,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<string> {
  if (!screen.isTty || rows.length > MAX_DRAWN_ROWS) {
    return [head, ...rows].map((row) => row.map(plainCell).join('\t')).join('\n');
  }
  const { default: Table } = await import('cli-table3');
  const table = new Table({
    head: head.map((title) => screen.bold(title)),
    // No colours of its own: it would also colour where nobody wants them.
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
    chars: BORDERLESS,
  });
  for (const row of rows) table.push(row.map(paintedCell));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
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

function paintedCell(cell: Cell): string {
  const text = printable(textOf(cell));
  return typeof cell === 'string' ? text : cell.paint(text);
}
