import { GovError } from '../../core/errors.js';
import { type DescribeOptions, inferColumns, type TextColumn, wholeNumber } from './column-inference.js';
import { checkDistinct } from './csv-head.js';
import type { InputFile } from './input-files.js';
import { UNREADABLE_ROW } from './read-errors.js';
import { type DuckDbSession, literalPath, quoteName, quoteText } from './session.js';

/**
 * SQL for the lines of a file, `raw`, blank ones null. DuckDB's own JSON reader makes an all-null row of a malformed
 * line, so lines are read as such, and parsed where what is wrong with one can be said. No JSON text holds the control
 * character that stands as the delimiter.
 */
function linesOf(file: InputFile, readOptions = ''): string {
  return `read_csv(${literalPath(file.path)}, auto_detect = false, header = false, delim = E'\\x01', quote = '', escape = '',
    compression = '${file.gzip ? 'gzip' : 'none'}', columns = {raw: 'VARCHAR'}${readOptions})`;
}

const IS_OBJECT = "(json_valid(raw) AND ltrim(raw) ^@ '{')";

/**
 * SQL for `raw` and `fields`: a struct with the text of each named value. One row a line; `fields` is null where the
 * line is no object.
 */
export function ndjsonScan(file: InputFile, names: readonly string[], readOptions = ''): string {
  const shape = JSON.stringify(Object.fromEntries(names.map((name) => [name, 'VARCHAR'])));
  return `(SELECT raw, CASE WHEN ${IS_OBJECT} THEN from_json(raw, ${quoteText(shape)}) END AS fields FROM ${linesOf(file, readOptions)})`;
}

/** The text of a value in `fields`. */
export function ndjsonField(name: string): string {
  return `fields.${quoteName(name)}`;
}

/** Lenient, all values as text: for looking at values. */
export function ndjsonTextScan(file: InputFile, names: readonly string[]): string {
  const values = names.map((name) => `${ndjsonField(name)} AS ${quoteName(name)}`);
  return `(SELECT ${values.join(', ')} FROM ${ndjsonScan(file, names, ', ignore_errors = true')} WHERE fields IS NOT NULL)`;
}

/** Strict: the first line that is no object, or holds a value that does not fit, raises an error that shows it. */
export function ndjsonRelation(file: InputFile, columns: readonly TextColumn[]): string {
  const values = columns.map(({ name, sqlType, readAs }) => {
    const field = ndjsonField(name);
    const value = readAs === 'VARCHAR' ? wholeNumber(field, sqlType) : `TRY_CAST(${field} AS ${readAs})`;
    const strict = `CASE WHEN ${field} IS NOT NULL THEN coalesce(${value}, ${raise(file, `column "${name}": unexpected value in `)}) END`;
    return `${sqlType === 'VARCHAR' ? field : strict} AS ${quoteName(name)}`;
  });
  const names = columns.map(({ name }) => name);
  return `(SELECT ${values.join(', ')} FROM ${ndjsonScan(file, names)} WHERE raw IS NOT NULL AND trim(raw) <> ''
    AND CASE WHEN fields IS NULL THEN ${raise(file, 'not a JSON object: ')} ELSE true END)`;
}

function raise(file: InputFile, problem: string): string {
  return `error(${quoteText(`${UNREADABLE_ROW}${file.name}: ${problem}`)} || raw[:100])`;
}

/** @throws GovError input when no line holds an object, or two keys differ only by case. */
export async function describeNdjson(
  session: DuckDbSession,
  file: InputFile,
  options: Required<DescribeOptions>,
): Promise<TextColumn[]> {
  const names = await findKeys(session, file);
  const shapes = await findShapes(session, file);
  const texts = Object.fromEntries([...shapes.keys()].map((name) => [name, 'text' as const]));
  const columns = await inferColumns(session, ndjsonTextScan(file, names), names, {
    declared: { ...texts, ...options.declare(names) },
    mixed: options.mixed,
  });
  return columns.map((column) =>
    shapes.get(column.name) === 'nested' ? { ...column, kind: 'other' } : column,
  );
}

/** All keys of all objects: those of the first one in its order, then the others by name. */
async function findKeys(session: DuckDbSession, file: InputFile): Promise<string[]> {
  const objects = `FROM ${linesOf(file, ', ignore_errors = true')} WHERE ${IS_OBJECT}`;
  const [first] = await session.rows(`SELECT json_keys(raw) AS keys ${objects} LIMIT 1`);
  if (first === undefined) {
    throw new GovError('input', `${file.name}: no line holds a JSON object`, {
      hint: 'write one object a line: {"request_id": …}',
    });
  }
  const rows = await session.rows(`SELECT DISTINCT unnest(json_keys(raw)) AS key ${objects} ORDER BY key`);
  const names = [...new Set([...(first.keys as string[]), ...rows.map(({ key }) => String(key))])];
  checkDistinct(names, file.name);
  return names;
}

/** Keys whose values are JSON strings (`"00501"` is meant as text, though it looks like a number), objects or arrays. */
async function findShapes(session: DuckDbSession, file: InputFile): Promise<Map<string, 'text' | 'nested'>> {
  const rows = await session.rows(`DESCRIBE SELECT * FROM read_json(${literalPath(file.path)},
    format = 'newline_delimited', compression = '${file.gzip ? 'gzip' : 'uncompressed'}', ignore_errors = true)`);
  const shapes = new Map<string, 'text' | 'nested'>();
  for (const { column_name, column_type } of rows) {
    if (column_type === 'VARCHAR') shapes.set(String(column_name), 'text');
    if (/^(STRUCT|MAP)|\]$/.test(String(column_type))) shapes.set(String(column_name), 'nested');
  }
  return shapes;
}
