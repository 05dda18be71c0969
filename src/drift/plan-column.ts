import { at, type Sample } from '../stats/inputs.js';
import type { BaselineColumn, CategoryColumn, ColumnRole, NumberColumn } from './baseline.js';
import { binByDeciles } from './binning.js';
import type { ColumnSummary } from './column-summary.js';
import type { FrequentValues } from './ports.js';
import { CONTENT_OF, type ValueKind } from './value-kind.js';

/** A column of training data before it is known how to count it. */
export interface Candidate {
  readonly name: string;
  readonly role: ColumnRole;
  readonly kind: ValueKind;
  /** What a person says it is; null: found out. */
  readonly declared: 'numeric' | 'categorical' | null;
}

/** How a column will be scored; `reference` follows when it has been counted that way. */
export type PlannedColumn = Omit<NumberColumn, 'reference'> | Omit<CategoryColumn, 'reference'>;

/** A column that is not scored, and why. */
export interface Unscored {
  readonly name: string;
  readonly reason: string;
}

/** A column of numbers with at most so many distinct ones is discrete. */
const MAX_DISCRETE = 20;
/** With fewer rows a value than this, few distinct values only mean few rows. */
const MIN_ROWS_A_VALUE = 5;

/** Spread below this share of the size is rounding: the column is constant. */
const CONSTANT_BELOW = 1e-9;

/** Categories kept by name; the rest of a column with more is pooled. */
export const MAX_CATEGORIES = 1000;

/** With fewer different values than this, a column is not taken for an identifier. */
const MIN_IDENTIFIERS = 50;

/** `id`, `account_id`, `accountId`, `CUSTOMER-ID`. */
const IDENTIFIER_NAME = /(^|[\W_])(id|ID|Id)$|[a-z]I[dD]$/;

/** Whole numbers beyond this are not all doubles: nobody measures such a feature. */
const MAX_EXACT = 2 ** 53;

/** @param sorted its finite values, ascending */
export function planNumberColumn(
  { name, role, kind, declared }: Candidate,
  sorted: Sample,
): PlannedColumn | Unscored {
  if (sorted.length === 0) return { name, reason: 'no finite number in it' };
  if (role === 'feature' && kind === 'integer' && declared === null && isIdentifier(name, sorted)) {
    return { name, reason: 'an identifier: another number in each row' };
  }
  const column = { type: 'numbers', name, role, holds: 'numbers' } as const;
  const [low, high] = [at(sorted, 0), at(sorted, sorted.length - 1)];
  if (high - low <= CONSTANT_BELOW * Math.max(Math.abs(low), Math.abs(high))) {
    return { ...column, kind: 'constant', binning: { type: 'constant', value: low } };
  }
  const values = distinctValues(sorted, MAX_DISCRETE + 1);
  if (values.length <= MAX_DISCRETE && sorted.length >= values.length * MIN_ROWS_A_VALUE) {
    return { ...column, kind: 'discrete', binning: { type: 'values', values } };
  }
  return { ...column, kind: 'numeric', binning: binByDeciles(sorted) };
}

export function planCategoryColumn(
  { name, role, kind, declared }: Candidate,
  { rows, distinct, values }: FrequentValues,
): PlannedColumn | Unscored {
  const holds = CONTENT_OF[kind];
  if (distinct === 0) return { name, reason: 'no value in it' };
  if (holds !== 'text' && holds !== 'numbers' && holds !== 'true or false') {
    return { name, reason: `holds ${holds}` };
  }
  if (role === 'feature' && declared === null && distinct >= MIN_IDENTIFIERS && distinct > rows / 2) {
    return { name, reason: `an identifier or free text: ${distinct} different values in ${rows} rows` };
  }
  // A text with a NUL can be no category in SQL, so it is pooled with the rare ones.
  const categories = values.map(({ value }) => value).filter((value) => !value.includes('\0'));
  return {
    type: 'categories',
    name,
    role,
    kind: distinct === 1 ? 'constant' : holds === 'true or false' ? 'boolean' : 'categorical',
    holds,
    categories,
    complete: categories.length === distinct,
  };
}

function isIdentifier(name: string, sorted: Sample): boolean {
  const rows = sorted.length;
  const [low, high] = [at(sorted, 0), at(sorted, rows - 1)];
  if (Math.max(Math.abs(low), Math.abs(high)) > MAX_EXACT) return true;
  if (rows < MIN_IDENTIFIERS || distinctValues(sorted, rows).length < rows) return false;
  // Each row its own whole number: a running number leaves few gaps, other identifiers are called so.
  return high - low < 10 * rows || IDENTIFIER_NAME.test(name);
}

/** The first `limit` different values. */
function distinctValues(sorted: Sample, limit: number): number[] {
  const values: number[] = [];
  for (let i = 0; i < sorted.length && values.length < limit; i++) {
    const value = at(sorted, i);
    if (value !== values.at(-1)) values.push(value);
  }
  return values;
}

/** A planned column with what the reference holds in its bins. */
export function withReference(column: PlannedColumn, reference: ColumnSummary): BaselineColumn {
  if (column.type === 'numbers' && reference.type === 'numbers') return { ...column, reference };
  if (column.type === 'categories' && reference.type === 'categories') return { ...column, reference };
  throw new TypeError(`${column.name}: planned as ${column.type}, counted as ${reference.type}`);
}
