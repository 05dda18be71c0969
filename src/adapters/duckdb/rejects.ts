import type { Reject } from '../../predictions/ingest-report.js';
import { BLANK_LINE, type RowPlan, sourceRows } from './prediction-rows.js';
import { csvProblem, UNCLOSED_QUOTE } from './read-errors.js';
import { locateRecords } from './record-lines.js';
import { type DuckDbSession, quoteText } from './session.js';
import type { SourceFile } from './source.js';
import type { SourceAudit } from './source-audit.js';

/** More than these are counted, not listed. */
export const MAX_LISTED = 100_000;

export interface FileRejects {
  readonly rows: number;
  /** By line. */
  readonly listed: readonly Reject[];
}

interface ReadFile extends RowPlan {
  readonly file: SourceFile;
  readonly index: number;
  readonly audit: SourceAudit;
  /** Rows that DuckDB gave us, and those of them that passed our checks. */
  readonly rowsRead: number;
  readonly rowsKept: number;
}

/** Options with which the text reader goes on past a row it cannot read, and keeps it in a table. */
export function keepRefused(file: SourceFile, index: number): string {
  if (file.format === 'parquet') return '';
  return `, store_rejects = true, rejects_table = 'refused_${index}', rejects_scan = 'refusing_${index}', rejects_limit = ${MAX_LISTED}`;
}

/** SQL that drops what `keepRefused` kept of an attempt. */
export function forgetRefused(index: number): string {
  return `DROP TABLE IF EXISTS refused_${index}; DROP TABLE IF EXISTS refusing_${index}`;
}

/** Every row of the file that was not kept: refused by the reader, failed by our checks, or never seen at all. */
export async function collectRejects(session: DuckDbSession, read: ReadFile): Promise<FileRejects> {
  const { file } = read;
  const refused = file.format === 'parquet' ? [] : await readRefused(session, read);
  const lost = await countLostLines(session, read, refused.length);
  const failed = read.rowsKept < read.rowsRead ? await readFailed(session, read) : NONE_FAILED;
  if (refused.length + failed.rows.length + lost === 0) return { rows: 0, listed: [] };
  const places = await locateRecords(
    file,
    new Set(failed.rows.map(({ number }) => number)),
    new Set(refused.map(({ position }) => position)),
  );
  const listed = [
    ...refused.map(({ position, line, column, reason, raw }) => ({
      ...{ source: file.name, column, reason, raw },
      line: places.refused.get(position)?.line ?? line,
    })),
    ...failed.rows.map(({ number, column, reason }) => ({
      ...{ source: file.name, column, reason },
      ...(places.accepted.get(number) ?? { line: number, raw: '' }),
    })),
  ];
  if (lost > 0) listed.push(describeLost(file, listed, lost));
  // Sorting is stable: what is about the same line stays in order.
  listed.sort((a, b) => a.line - b.line);
  return { rows: refused.length + failed.count + lost, listed: listed.slice(0, MAX_LISTED) };
}

/** A record that DuckDB refused. */
interface RefusedRecord extends Pick<Reject, 'column' | 'reason' | 'raw'> {
  /** Of its first byte in the file, from 1. */
  readonly position: number;
  readonly line: number;
}

/** DuckDB counts blank lines before a record to its text. */
const RAW_RECORD = 'ltrim(csv_line, chr(10) || chr(13))';

/** One reject a record, however many of its values are bad. */
async function readRefused(session: DuckDbSession, { file, index }: ReadFile): Promise<RefusedRecord[]> {
  const rows =
    await session.rows(`SELECT line_byte_position::DOUBLE AS position, any_value(line)::DOUBLE AS line,
      first({'column': column_name, 'kind': error_type::VARCHAR, 'message': error_message, 'raw': ${RAW_RECORD}[:200]} ORDER BY column_idx) AS what
    FROM refused_${index} GROUP BY position ORDER BY position`);
  return rows.map(({ position, line, what }) => {
    const { column, kind, message, raw } = what as Record<
      'column' | 'kind' | 'message' | 'raw',
      string | null
    >;
    const aboutValue = kind === 'CAST' || kind === 'INVALID ENCODING';
    const field = aboutValue ? /^c(\d+)$/.exec(column ?? '')?.[1] : undefined;
    return {
      position: Number(position),
      line: Number(line),
      column: field === undefined ? null : (file.columns[Number(field)]?.name ?? null),
      reason: csvProblem(message ?? ''),
      raw: raw ?? '',
    };
  });
}

/** Records that were read and then failed one of our checks. */
interface FailedRecords {
  readonly count: number;
  /** The first of them: their numbers among the records read, from 1. */
  readonly rows: readonly (Pick<Reject, 'column' | 'reason'> & { readonly number: number })[];
}

const NONE_FAILED: FailedRecords = { count: 0, rows: [] };

/** Found by reading the file a second time. */
async function readFailed(session: DuckDbSession, { file, checks }: ReadFile): Promise<FailedRecords> {
  const problems = checks.map(({ column, fails, reason }) => {
    const name = column === null ? 'NULL' : quoteText(column);
    return `WHEN ${fails} THEN {'column': ${name}, 'reason': ${reason}}`;
  });
  const failed = `(SELECT number, problem FROM (
      SELECT row_number() OVER () AS number, CASE ${problems.join(' ')} END AS problem FROM ${readAgain(file)})
    WHERE problem IS NOT NULL AND problem.reason <> '${BLANK_LINE}')`;
  return withAllColumns(session, async () => {
    const { count } = await session.row(`SELECT count(*)::DOUBLE AS count FROM ${failed}`);
    const rows = await session.rows(
      `SELECT number::DOUBLE AS number, problem FROM ${failed} LIMIT ${MAX_LISTED}`,
    );
    return {
      count: Number(count),
      rows: rows.map(({ number, problem }) => ({
        number: Number(number),
        ...(problem as { column: string | null; reason: string }),
      })),
    };
  });
}

/** SQL for the rows that `keepRefused` gave, in the same order, inside `withAllColumns`. */
function readAgain(file: SourceFile): string {
  return `(SELECT * FROM ${sourceRows(file, ', ignore_errors = true')})`;
}

/** A file read again refuses the same rows only if all columns are read, also those that a query does not use. */
async function withAllColumns<T>(session: DuckDbSession, work: () => Promise<T>): Promise<T> {
  await session.run("SET disabled_optimizers = 'unused_columns'");
  const result = await work();
  await session.run('RESET disabled_optimizers');
  return result;
}

/**
 * Lines of the file that are in no row, accepted or refused. DuckDB logs an unclosed quote as one bad row, however
 * many lines it swallows.
 */
async function countLostLines(session: DuckDbSession, read: ReadFile, refusedRows: number): Promise<number> {
  const { file, audit, rowsRead, index } = read;
  if (file.format === 'parquet') return 0;
  if (file.format === 'ndjson') return Math.max(0, audit.lines - rowsRead - refusedRows);
  const headerLines = 1 + file.layout.names.join('').split('\n').length - 1;
  const missing = audit.lines - audit.blankLines - headerLines - rowsRead - refusedRows;
  if (missing <= 0) return 0;
  const texts = file.columns.flatMap(({ readAs }, position) =>
    readAs === 'VARCHAR' ? [`c${position}`] : [],
  );
  const inFields = texts.map((field) => `coalesce(${newlinesIn(field)}, 0)`).join(' + ') || '0';
  const { embedded } = await withAllColumns(session, () =>
    session.row(`SELECT (
      (SELECT coalesce(sum(${inFields}), 0) FROM ${readAgain(file)})
      + (SELECT coalesce(sum(${newlinesIn(RAW_RECORD)}), 0)
         FROM (SELECT DISTINCT line, csv_line FROM refused_${index} WHERE error_type <> 'UNQUOTED VALUE'))
    )::DOUBLE AS embedded`),
  );
  return Math.max(0, missing - Number(embedded));
}

function newlinesIn(field: string): string {
  return `(length(${field}) - length(replace(${field}, chr(10), '')))`;
}

function describeLost(file: SourceFile, others: readonly Reject[], lost: number) {
  const quote = others.find(({ reason }) => reason === UNCLOSED_QUOTE);
  const lines = lost === 1 ? '1 more line' : `${lost} more lines`;
  return {
    source: file.name,
    line: quote?.line ?? 0,
    column: null,
    reason:
      quote === undefined ? `${lines} could not be read` : `${lines} were swallowed by the unclosed quote`,
    raw: '',
  };
}
