/** Between two columns. */
const GAP = 2;
/** A longer cell is shortened down to this before any column is left out: a span of two days is no longer. */
const LEAST_TEXT = 24;

/**
 * Which columns of a table a terminal has room for. What is longer than 24 characters is shortened first; then columns
 * are left out, in the order given; where that is not enough, all are shortened, the widest first.
 * @param widths of the columns
 * @param leaveOut places of columns that a reader can do without, those first that are missed least
 * @returns the width of each, null for one that is left out; with the gaps between them they are `room` at most
 */
export function fitColumns(
  widths: readonly number[],
  room: number,
  leaveOut: readonly number[],
): (number | null)[] {
  const missing = new Set<number>();
  const kept = () => widths.filter((_, place) => !missing.has(place));
  for (const place of leaveOut) {
    if (widthOfTable(kept().map((width) => Math.min(width, LEAST_TEXT))) <= room) break;
    missing.add(place);
  }
  const limit = widestAllowed(kept(), room);
  return widths.map((width, place) => (missing.has(place) ? null : Math.min(width, limit)));
}

/** Of its columns and the gaps between them. */
export function widthOfTable(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

/** The greatest width with which the table stays within `room` when no column is wider. */
function widestAllowed(widths: readonly number[], room: number): number {
  let limit = Math.max(1, ...widths);
  while (limit > 1 && widthOfTable(widths.map((width) => Math.min(width, limit))) > room) limit--;
  return limit;
}
