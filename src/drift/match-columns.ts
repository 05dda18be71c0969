import type { Baseline, BaselineColumn, CategoryColumn, NumberColumn } from './baseline.js';
import { edgesOf } from './binning.js';
import type { CurrentSummary } from './column-summary.js';
import type { ColumnRequest, DataColumn } from './ports.js';
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

export interface MatchedColumns {
  readonly matches: readonly ColumnMatch[];
  /** Columns of the baseline that the data lacks. */
  readonly missing: readonly BaselineColumn[];
  /** Columns of the data that the reference did not have. */
  readonly added: readonly string[];
}

/**
 * Finds the columns of a baseline in current data.
 * @param nameOf what a baseline's column is called in the data
 * @param isKnown whether a column of the data is anything other than a new feature
 */
export function matchColumns(
  baseline: Baseline,
  columns: readonly DataColumn[],
  nameOf: (column: BaselineColumn) => string,
  isKnown: (name: string) => boolean,
): MatchedColumns {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const matches: ColumnMatch[] = [];
  const missing: BaselineColumn[] = [];
  for (const column of baseline.columns) {
    const kind = kinds.get(nameOf(column));
    if (kind === undefined) missing.push(column);
    else matches.push(matchColumn(column, nameOf(column), kind));
  }
  const expected = new Set([...baseline.columns.map(nameOf), ...baseline.unscored.map(({ name }) => name)]);
  const added = columns.map(({ name }) => name).filter((name) => !expected.has(name) && !isKnown(name));
  return { matches, missing, added };
}

function matchColumn(column: BaselineColumn, name: string, kind: ValueKind): ColumnMatch {
  const found = CONTENT_OF[kind];
  const fits = kind === 'empty' || found === column.holds;
  if (column.type === 'numbers') {
    return { column, request: fits ? requestNumbers(column, name) : presence(name, found), doubt: null };
  }
  if (fits) return { column, request: requestCategories(column, name), doubt: null };
  if (!mayBeCategories(column, found)) return { column, request: presence(name, found), doubt: null };
  return { column, request: requestCategories(column, name), doubt: found };
}

/** Numbers written as text on one side only are a mistake in the data, not codes that happen to have no letter. */
function mayBeCategories(column: CategoryColumn, found: string): boolean {
  const areNumbers = column.categories.every(
    (category) => category.trim() !== '' && !Number.isNaN(Number(category)),
  );
  if (found === 'numbers') return !areNumbers;
  return found === 'text' || found === 'true or false';
}

/** How to count a column of numbers as the reference was. */
export function requestNumbers({ binning, reference }: NumberColumn, name: string): ColumnRequest {
  return {
    type: 'numbers',
    name,
    edges: edgesOf(binning),
    center: reference.mean ?? 0,
    values: binning.type === 'values' ? binning.values : null,
  };
}

function requestCategories({ categories }: CategoryColumn, name: string): ColumnRequest {
  return { type: 'categories', name, categories };
}

function presence(name: string, found: string): ColumnRequest {
  return { type: 'presence', name, found };
}

/** A doubtful column of which no value is known holds something else, rather than new categories only. */
export function settleDoubt({ doubt }: ColumnMatch, summary: CurrentSummary): CurrentSummary {
  if (doubt === null || summary.type !== 'categories') return summary;
  if (summary.unlisted === 0 || summary.counts.some((rows) => rows > 0)) return summary;
  return { type: 'mismatch', rows: summary.rows, nulls: summary.nulls, found: doubt, unlistedValues: [] };
}
