import { type Column, mergeColumns } from '../../predictions/column-kind.js';
import { type DescribeOptions, inferColumns, type TextColumn } from './column-inference.js';
import { findInputFiles, type InputFile, type InputOptions, verifyGzip } from './input-files.js';
import { type DuckDbSession, quoteName } from './session.js';
import { type CsvLayout, csvRelation, csvTextScan, readCsvLayout } from './source-csv.js';
import { describeNdjson, ndjsonRelation, ndjsonTextScan } from './source-ndjson.js';
import { describeParquet, parquetRelation } from './source-parquet.js';

interface CsvFile extends InputFile {
  readonly format: 'csv';
  readonly layout: CsvLayout;
  readonly columns: readonly TextColumn[];
}

interface NdjsonFile extends InputFile {
  readonly format: 'ndjson';
  readonly columns: readonly TextColumn[];
}

interface ParquetFile extends InputFile {
  readonly format: 'parquet';
  readonly columns: readonly Column[];
}

/** A file whose columns are known. */
export type SourceFile = CsvFile | NdjsonFile | ParquetFile;

/** One or more files as one table. */
export interface Source {
  /**
   * SQL to use after FROM. A row that cannot be read raises an error, which the session turns into a GovError that
   * names the place; nothing is skipped.
   */
  readonly relation: string;
  readonly columns: readonly Column[];
  readonly files: readonly SourceFile[];
  /** Columns read as text because the files disagree about them. */
  readonly conflicts: readonly string[];
}

/**
 * Opens CSV, NDJSON and Parquet files (also gzipped, globs, and `-` for standard input) for reading only.
 * @param inputs paths as the user gave them
 * @throws GovError input naming the file and what is wrong with it, usage when its format cannot be told.
 */
export async function openSource(
  session: DuckDbSession,
  inputs: readonly string[],
  options: InputOptions & DescribeOptions = {},
): Promise<Source> {
  const files: SourceFile[] = [];
  for (const file of await findInputFiles(session, inputs, options)) {
    if (file.gzip) await verifyGzip(file);
    files.push(await describeFile(session, file, options));
  }
  const { columns, conflicts } = mergeColumns(files.map(exposedColumns));
  const [only, ...others] = files;
  const relation =
    only !== undefined && others.length === 0
      ? relationOf(only)
      : `(${files.map((file) => selectAs(file, columns)).join(' UNION ALL ')})`;
  return { relation, columns, files, conflicts };
}

/** Finds out the columns of a file. */
export async function describeFile(
  session: DuckDbSession,
  file: InputFile,
  { declare = () => ({}), mixed = 'text' }: DescribeOptions,
): Promise<SourceFile> {
  switch (file.format) {
    case 'csv': {
      const layout = readCsvLayout(file);
      const columns = await inferColumns(session, csvTextScan(file, layout), layout.names, {
        declared: declare(layout.names),
        mixed,
      });
      return { ...file, format: 'csv', layout, columns };
    }
    case 'ndjson':
      return { ...file, format: 'ndjson', columns: await describeNdjson(session, file, { declare, mixed }) };
    case 'parquet':
      return { ...file, format: 'parquet', columns: await describeParquet(session, file) };
  }
}

/** A text file described again, from every row of it instead of a sample, where a column was taken for whole numbers. */
export async function inferWholeFile<F extends CsvFile | NdjsonFile>(
  session: DuckDbSession,
  file: F,
): Promise<F> {
  const names = file.columns.filter(({ kind }) => kind === 'integer').map(({ name }) => name);
  const all = file.columns.map(({ name }) => name);
  const scan = file.format === 'csv' ? csvTextScan(file, file.layout) : ndjsonTextScan(file, all);
  const inferred = await inferColumns(session, scan, names, {
    declared: Object.fromEntries(names.map((name) => [name, 'numeric' as const])),
    mixed: 'numeric',
    wholeFile: true,
  });
  const corrected = new Map(inferred.map((column) => [column.name, column]));
  return { ...file, columns: file.columns.map((column) => corrected.get(column.name) ?? column) };
}

function relationOf(file: SourceFile): string {
  switch (file.format) {
    case 'csv':
      return csvRelation(file, file.layout, file.columns);
    case 'ndjson':
      return ndjsonRelation(file, file.columns);
    case 'parquet':
      return parquetRelation(file);
  }
}

/** The columns as `relationOf` gives them. */
function exposedColumns(file: SourceFile): readonly Column[] {
  if (file.format === 'parquet') return file.columns;
  // Small whole numbers stay the DOUBLE they are read as: one with a fraction may follow that the sample did not show.
  return file.columns.map(({ name, kind, sqlType, readAs }) => ({
    name,
    kind,
    sqlType: readAs === 'DOUBLE' ? readAs : sqlType,
  }));
}

/** A file's rows with the columns of all files, nulls for those it lacks. */
function selectAs(file: SourceFile, columns: readonly Column[]): string {
  const own = new Set(file.columns.map(({ name }) => name));
  const values = columns.map(({ name, sqlType }) => {
    const value = own.has(name) ? quoteName(name) : 'NULL';
    return `CAST(${value} AS ${sqlType}) AS ${quoteName(name)}`;
  });
  return `SELECT ${values.join(', ')} FROM ${relationOf(file)}`;
}
