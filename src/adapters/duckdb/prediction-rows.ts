import type { Column } from '../../predictions/column-kind.js';
import { type ColumnAssignment, ROLES, type Role } from '../../predictions/columns.js';
import { MAX_EXACT, type TextColumn, wholeNumber } from './column-inference.js';
import { literalPath, quoteName } from './session.js';
import type { SourceFile } from './source.js';
import { csvScan } from './source-csv.js';
import { ndjsonField, ndjsonScan } from './source-ndjson.js';

/** A column of the input on its way into the log. */
export interface StoredColumn extends Column {
  /** SQL for its value, over `sourceRows`. */
  readonly value: string;
}

/** A reason for which a row cannot be kept. */
export interface RowCheck {
  /** As the input calls it; null when the row as a whole is bad. */
  readonly column: string | null;
  /** SQL, over `sourceRows`: true for a bad row, never null. */
  readonly fails: string;
  /** SQL for what is wrong. */
  readonly reason: string;
}

/** How the rows of one file become rows of the log. */
export interface RowPlan {
  /** FROM-able SQL with the values as read: `c0`, `c1`, … */
  readonly sourceRows: string;
  readonly columns: readonly StoredColumn[];
  /** In order of precedence. */
  readonly checks: readonly RowCheck[];
}

/** What `planRows` writes as the reason of a blank line, which is no bad row. */
export const BLANK_LINE = 'blank';

/** What `error()` in the SQL says when a column that looked whole holds a number that is not, or is too large. */
export const NOT_WHOLE = 'not a column of small whole numbers';

/** A column of the input, the name of its value in `sourceRows`, and the role it plays, if any. */
interface UsedColumn {
  readonly column: Column | TextColumn;
  readonly field: string;
  readonly role: Role | undefined;
}

/**
 * @param needed roles without a value for which a row is bad
 * @param readOptions more arguments for a text reader, such as where DuckDB keeps the rows it refuses
 */
export function planRows(
  file: SourceFile,
  { roles, features }: ColumnAssignment,
  needed: readonly Role[],
  readOptions: string,
): RowPlan {
  const roleOf = new Map(Object.entries(roles).map(([role, name]) => [name, role as Role]));
  const used = file.columns
    .map((column, position) => ({ column, field: `c${position}`, role: roleOf.get(column.name) }))
    .filter(({ column, role }) => role !== undefined || features.includes(column.name));
  return {
    sourceRows: sourceRows(file, readOptions),
    columns: used.map((one) => storedColumn(file, one)),
    checks: [
      ...lineChecks(file),
      ...needed.flatMap((role) => used.filter((one) => one.role === role).map(roleCheck)),
      ...used.flatMap((one) => valueChecks(file, one)),
    ],
  };
}

/** The file's values under the names `c0`, `c1`, …, which can clash with nothing. */
export function sourceRows(file: SourceFile, readOptions: string): string {
  switch (file.format) {
    case 'csv': {
      const positions = file.columns.map((_, position) => `c${position}`);
      const types = file.columns.map(({ readAs }) => readAs);
      return csvScan(file, { ...file.layout, names: positions }, types, readOptions);
    }
    case 'ndjson': {
      const names = file.columns.map(({ name }) => name);
      const values = names.map((name, position) => `${ndjsonField(name)} AS c${position}`);
      return `(SELECT raw, fields IS NULL AS broken, ${values.join(', ')} FROM ${ndjsonScan(file, names, readOptions)})`;
    }
    case 'parquet': {
      const values = file.columns.map(({ name }, position) => `${quoteName(name)} AS c${position}`);
      return `(SELECT ${values.join(', ')} FROM read_parquet(${literalPath(file.path)}))`;
    }
  }
}

function storedColumn(file: SourceFile, used: UsedColumn): StoredColumn {
  const { column, field, role } = used;
  const name = role === undefined ? column.name : ROLES[role].stored;
  if (role === 'requestId' || role === 'version') {
    return { name, sqlType: 'VARCHAR', kind: 'text', value: `nullif(CAST(${field} AS VARCHAR), '')` };
  }
  if (role === 'timestamp') {
    return { name, sqlType: 'TIMESTAMP WITH TIME ZONE', kind: 'timestamp', value: instantOf(used) };
  }
  if (role === 'probability' || role === 'latencyMs') {
    return { name, sqlType: 'DOUBLE', kind: 'number', value: `TRY_CAST(${field} AS DOUBLE)` };
  }
  if ('readAs' in column) {
    return { name, sqlType: column.sqlType, kind: column.kind, value: textValue(file, column, field) };
  }
  // Parquet keeps a HUGEINT as a DOUBLE, and knows no ENUM.
  const kept = /HUGEINT|ENUM/.test(column.sqlType) ? 'VARCHAR' : column.sqlType;
  return { name, sqlType: kept, kind: column.kind, value: `CAST(${field} AS ${kept})` };
}

/** The value of a text column in the type it is kept in; null where the text does not spell one. */
function textValue(file: SourceFile, column: TextColumn, field: string): string {
  const { sqlType, readAs } = column;
  if (sqlType === 'VARCHAR') return field;
  if (readAs === 'VARCHAR') return wholeNumber(field, sqlType);
  const read = file.format === 'csv' ? field : `TRY_CAST(${field} AS ${readAs})`;
  if (sqlType === readAs) return read;
  const whole = `${read} = trunc(${read}) AND abs(${read}) <= ${MAX_EXACT}`;
  return `CASE WHEN ${read} IS NULL OR (${whole}) THEN CAST(${read} AS ${sqlType}) ELSE error('${NOT_WHOLE}') END`;
}

/**
 * An instant, null where there is none. A text with an offset means that instant, one without is UTC. A text must
 * begin with a digit: DuckDB also takes words such as `epoch` and `infinity`.
 */
function instantOf({ column, field }: UsedColumn): string {
  if (/^(TIMESTAMP|DATE)/.test(column.sqlType)) return `CAST(${field} AS TIMESTAMPTZ)`;
  const text = column.sqlType === 'VARCHAR' ? field : `CAST(${field} AS VARCHAR)`;
  return `CASE WHEN ascii(${text}) BETWEEN 48 AND 57 THEN TRY_CAST(${text} AS TIMESTAMPTZ) END`;
}

function lineChecks(file: SourceFile): RowCheck[] {
  if (file.format !== 'ndjson') return [];
  return [
    { column: null, fails: "coalesce(trim(raw), '') = ''", reason: `'${BLANK_LINE}'` },
    { column: null, fails: 'broken', reason: "'not a JSON object'" },
  ];
}

function roleCheck(used: UsedColumn): RowCheck {
  const { column, field, role } = used;
  const text = `CAST(${field} AS VARCHAR)`;
  const missing = `coalesce(${text}, '') = ''`;
  if (role !== 'timestamp') return { column: column.name, fails: missing, reason: "'has no value'" };
  const sane = `${instantOf(used)} BETWEEN TIMESTAMPTZ '0001-01-01 00:00:00Z' AND TIMESTAMPTZ '9999-12-31 23:59:59Z'`;
  const expected = expectedReason('a time such as 2024-05-01T12:00:00Z', text);
  return {
    column: column.name,
    fails: `NOT coalesce(${sane}, false)`,
    reason: `CASE WHEN ${missing} THEN 'has no value' ELSE ${expected} END`,
  };
}

/** A value that is there and was not understood. The CSV reader sets rows with bad numbers aside by itself. */
function valueChecks(file: SourceFile, { column, field, role }: UsedColumn): RowCheck[] {
  const type = role === 'probability' || role === 'latencyMs' ? 'DOUBLE' : column.sqlType;
  const readAs = 'readAs' in column ? column.readAs : column.sqlType;
  const readByCsv = file.format === 'csv' && readAs !== 'VARCHAR';
  if (role === 'requestId' || role === 'version' || role === 'timestamp') return [];
  if (type === 'VARCHAR' || readByCsv) return [];
  if (file.format === 'parquet' && type === column.sqlType) return [];
  const understood =
    readAs === 'VARCHAR' && /INT/.test(type)
      ? wholeNumber(field, type)
      : `TRY_CAST(${field} AS ${type === 'BIGINT' ? readAs : type})`;
  const wanted = type === 'BOOLEAN' ? 'true or false' : 'a number';
  return [
    {
      column: column.name,
      fails: `(${field} IS NOT NULL AND ${understood} IS NULL)`,
      reason: expectedReason(wanted, `CAST(${field} AS VARCHAR)`),
    },
  ];
}

export function expectedReason(wanted: string, text: string): string {
  return `'expected ${wanted}, got "' || ${text}[:60] || '"'`;
}
