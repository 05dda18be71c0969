/**
 * What a column holds, as far as statistics care. `empty` has no value at all, so it agrees with anything;
 * `other` is nested data. A `timestamp` is no feature.
 */
export type ColumnKind = 'integer' | 'number' | 'text' | 'boolean' | 'timestamp' | 'empty' | 'other';

export interface Column {
  readonly name: string;
  /** A DuckDB type. A small `integer` read from text is a DOUBLE, which holds it exactly. */
  readonly sqlType: string;
  readonly kind: ColumnKind;
}

export function isNumeric({ kind }: Pick<Column, 'kind'>): boolean {
  return kind === 'integer' || kind === 'number';
}

/** Columns of several files or batches as one table. */
export interface MergedColumns {
  readonly columns: readonly Column[];
  /** Names of columns whose kinds disagree and which are therefore read as text. */
  readonly conflicts: readonly string[];
}

/** The union of columns by name, in order of first appearance. */
export function mergeColumns(tables: readonly (readonly Column[])[]): MergedColumns {
  const merged = new Map<string, Column>();
  const conflicts = new Set<string>();
  for (const column of tables.flat()) {
    const earlier = merged.get(column.name);
    const common = earlier === undefined ? column : commonColumn(earlier, column);
    if (common === undefined) conflicts.add(column.name);
    merged.set(column.name, common ?? { name: column.name, sqlType: 'VARCHAR', kind: 'text' });
  }
  return { columns: [...merged.values()], conflicts: [...conflicts].sort() };
}

/** What holds the values of both without loss of meaning, or undefined when only text does. */
function commonColumn(a: Column, b: Column): Column | undefined {
  if (b.kind === 'empty') return a;
  if (a.kind === 'empty') return b;
  if (a.kind === b.kind && a.sqlType === b.sqlType) return a;
  const numeric = isNumeric(a) && isNumeric(b);
  if (numeric)
    return { name: a.name, sqlType: commonNumber(a, b), kind: a.kind === b.kind ? a.kind : 'number' };
  return a.kind === b.kind && a.kind !== 'other' ? { ...a, sqlType: 'VARCHAR' } : undefined;
}

/** Integers of different widths meet in HUGEINT; with a fraction on either side everything is a DOUBLE. */
function commonNumber(a: Column, b: Column): string {
  if (a.sqlType === b.sqlType) return a.sqlType;
  const whole = [a, b].every(({ sqlType }) => /INT/.test(sqlType));
  return whole ? 'HUGEINT' : 'DOUBLE';
}
