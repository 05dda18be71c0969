import type { BaselineColumn, CategoryColumn, NumberColumn } from './baseline.js';
import { requestCategories, requestNumbers } from './column-request.js';
import type { CurrentSummary } from './column-summary.js';
import type { ColumnRequest, DataColumn, NumberRange } from './ports.js';
import { CONTENT_OF, type ValueKind } from './value-kind.js';

/** A column of the baseline, and what to ask of the column of the data that belongs to it. */
export interface ColumnMatch {
  readonly column: BaselineColumn;
  readonly request: ColumnRequest;
  /**
   * What the data holds when that is not what the reference holds but may spell the same categories: a text column
   * of codes looks like numbers in a file where no code has a letter.
   */
  readonly doubt: string | null;
}

/**
 * Finds columns of a baseline in current data; one that is not there is left out.
 * @param nameOf what a baseline's column is called in the data
 */
export function matchColumns(
  columns: readonly BaselineColumn[],
  data: readonly DataColumn[],
  nameOf: (column: BaselineColumn) => string,
): ColumnMatch[] {
  const kinds = new Map(data.map(({ name, kind }) => [name, kind]));
  return columns.flatMap((column) => {
    const kind = kinds.get(nameOf(column));
    return kind === undefined ? [] : [matchColumn(column, nameOf(column), kind)];
  });
}

function matchColumn(column: BaselineColumn, name: string, kind: ValueKind): ColumnMatch {
  const found = CONTENT_OF[kind];
  const fits = kind === 'empty' || found === column.holds;
  if (column.type === 'numbers') {
    const request = fits ? requestNumbers(column, name, rangeOf(column)) : presence(name, found);
    return { column, request, doubt: null };
  }
  if (fits) return { column, request: requestCategories(column, name), doubt: null };
  if (!mayBeCategories(column, found)) return { column, request: presence(name, found), doubt: null };
  return { column, request: requestCategories(column, name), doubt: found };
}

/** Of the reference. Where each value has a bin of its own, the bins tell as much. */
function rangeOf({ kind, reference: { min, max } }: NumberColumn): NumberRange | null {
  return kind === 'numeric' && min !== null && max !== null ? { min, max } : null;
}

/** Numbers written as text on one side only are a mistake in the data, not codes that happen to have no letter. */
function mayBeCategories(column: CategoryColumn, found: string): boolean {
  const areNumbers = column.categories.every(
    (category) => category.trim() !== '' && !Number.isNaN(Number(category)),
  );
  if (found === 'numbers') return !areNumbers;
  return found === 'text' || found === 'true or false';
}

function presence(name: string, found: string): ColumnRequest {
  return { type: 'presence', name, found };
}

/** Labels that are not known yet are no missing values: only rows that have theirs count. */
export function withoutNulls(summary: CurrentSummary): CurrentSummary {
  return { ...summary, rows: summary.rows - summary.nulls, nulls: 0 };
}

/** A doubtful column of which no value is known holds something else, rather than new categories only. */
export function settleDoubt({ doubt }: ColumnMatch, summary: CurrentSummary): CurrentSummary {
  if (doubt === null || summary.type !== 'categories') return summary;
  if (summary.unlisted === 0 || summary.counts.some((rows) => rows > 0)) return summary;
  return { type: 'mismatch', rows: summary.rows, nulls: summary.nulls, found: doubt, unlistedValues: [] };
}
