import { GovError } from '../../core/errors.js';
import { type TextColumn, wholeNumber } from './column-inference.js';
import { type CsvDialect, parseCsvHead } from './csv-head.js';
import type { InputFile } from './input-files.js';
import { UNREADABLE_ROW } from './read-errors.js';
import { literalPath, quoteName, quoteText } from './session.js';

/** A CSV file's shape: enough to read it without guessing again. */
export interface CsvLayout {
  readonly dialect: CsvDialect;
  readonly names: readonly string[];
}

/** @throws GovError input when the header cannot be read, or no row follows it. */
export function readCsvLayout(file: InputFile): CsvLayout {
  const text = file.head.toString('utf8');
  if (!/[\r\n]/.test(text.trim())) {
    if (file.headOnly) {
      throw new GovError('input', `${file.name}: holds a header and no rows`, {
        hint: 'its first line names the columns: name a file with rows below it',
      });
    }
    throw new GovError('input', `${file.name}: its first line is longer than 1 MiB`, {
      hint: 'is it a CSV file with a header?',
    });
  }
  return parseCsvHead(text, file.name);
}

/** DuckDB's own 32 MB cost four times the memory and bring no speed. A line may have 2,000,000 bytes. */
const BUFFER_BYTES = 8_000_000;

/**
 * SQL that reads a CSV file with its columns as given, in the order of the header.
 * @param options more arguments of `read_csv`, each after a comma
 */
export function csvScan(file: InputFile, layout: CsvLayout, types: readonly string[], options = ''): string {
  const columns = layout.names.map((name, index) => `${quoteText(name)}: '${types[index] ?? 'VARCHAR'}'`);
  return `read_csv(${literalPath(file.path)}, auto_detect = false, header = true, delim = ${quoteText(
    layout.dialect.delimiter,
  )}, quote = '"', escape = ${quoteText(layout.dialect.quoteEscape)}, compression = '${
    file.gzip ? 'gzip' : 'none'
  }', columns = {${columns.join(', ')}}, buffer_size = ${BUFFER_BYTES}${options})`;
}

/** Lenient, all columns as text: for looking at values. */
export function csvTextScan(file: InputFile, layout: CsvLayout): string {
  return csvScan(file, layout, [], ', ignore_errors = true');
}

/** Strict: the first row that does not fit raises an error that names its line. */
export function csvRelation(file: InputFile, layout: CsvLayout, columns: readonly TextColumn[]): string {
  const scan = csvScan(
    file,
    layout,
    columns.map(({ readAs }) => readAs),
  );
  const large = columns.filter(({ sqlType, readAs }) => readAs === 'VARCHAR' && sqlType !== 'VARCHAR');
  if (large.length === 0) return scan;
  const values = large.map(({ name, sqlType }) => {
    const field = quoteName(name);
    const problem = quoteText(
      `${UNREADABLE_ROW}${file.name}: column "${name}": expected a whole number, got `,
    );
    return `CASE WHEN ${field} IS NOT NULL THEN coalesce(${wholeNumber(field, sqlType)}, error(${problem} || ${field})) END AS ${field}`;
  });
  return `(SELECT * REPLACE (${values.join(', ')}) FROM ${scan})`;
}
