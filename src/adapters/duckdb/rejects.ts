import type { Reject } from '../../predictions/ingest-report.js';
import { BLANK_LINE, type RowPlan, sourceRows } from './prediction-rows.js';
import { csvProblem, UNCLOSED_QUOTE } from './read-errors.js';
import { locateRecords, type RecordPlace } from './record-lines.js';
import { type DuckDbSession, quoteText } from './session.js';
import type { SourceFile } from './source.js';
import type { SourceAudit } from './source-audit.js';

/** More than these are counted, not listed. */
const MAX_LISTED = 100_000;

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

/** Every row of the file that was not kept: refused by the reader, failed by our checks, or never seen at all. */
export async function collectRejects(session: DuckDbSession, read: ReadFile): Promise<FileRejects> {
  const refused = read.file.format === 'parquet' ? [] : await readRefused(session, read);
  // Reading the file again must refuse the same rows, also those that are bad in columns a query does not use.
  await session.run("SET disabled_optimizers = 'unused_columns'");
  const lost = await countLostLines(session, read, refused.length);
  const failed = read.rowsKept < read.rowsRead ? await readFailed(session, read, refused) : NONE;
  await session.run('RESET disabled_optimizers');
  const listed = [
    ...refused,
    ...failed.listed,
    ...(lost > 0 ? [describeLost(read.file, refused, lost)] : []),
  ];
  // Sorting is stable: what is about the same line stays in order.
  listed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return { rows: refused.length + failed.rows + lost, listed: listed.slice(0, MAX_LISTED) };
}

const NONE: FileRejects = { rows: 0, listed: [] };

/** DuckDB counts blank lines before a row to its text. */
const RAW_LINE = 'ltrim(csv_line, chr(10) || chr(13))';

/** One reject a line, however many of its values are bad. */
async function readRefused(session: DuckDbSession, { file, index }: ReadFile): Promise<Reject[]> {
  const rows = await session.rows(`SELECT line::DOUBLE AS line,
      min_by({'column': column_name, 'kind': error_type::VARCHAR, 'message': error_message, 'raw': ${RAW_LINE}[:200]}, column_idx) AS what
    FROM refused_${index} GROUP BY line ORDER BY line`);
  return rows.map(({ line, what }) => {
    const { column, kind, message, raw } = what as Record<
      'column' | 'kind' | 'message' | 'raw',
      string | null
    >;
    const position = kind === 'CAST' ? /^c(\d+)$/.exec(column ?? '')?.[1] : undefined;
    return {
      source: file.name,
      line: Number(line),
      column: position === undefined ? null : (file.columns[Number(position)]?.name ?? null),
      reason: csvProblem(message ?? ''),
      raw: raw ?? '',
    };
  });
}

/** Gives the rows that `keepRefused` gave, in the same order. */
const READ_AGAIN = ', ignore_errors = true';

/** Rows that were read and then failed one of our checks, found again by reading the file a second time. */
async function readFailed(
  session: DuckDbSession,
  { file, checks }: ReadFile,
  refused: readonly Reject[],
): Promise<FileRejects> {
  const problems = checks.map(({ column, fails, reason }) => {
    const name = column === null ? 'NULL' : quoteText(column);
    return `WHEN ${fails} THEN {'column': ${name}, 'reason': ${reason}}`;
  });
  const failed = `(SELECT number, problem FROM (
      SELECT row_number() OVER () AS number, CASE ${problems.join(' ')} END AS problem FROM ${sourceRows(file, READ_AGAIN)})
    WHERE problem IS NOT NULL AND problem.reason <> '${BLANK_LINE}')`;
  const { count } = await session.row(`SELECT count(*)::DOUBLE AS count FROM ${failed}`);
  const rows = await session.rows(
    `SELECT number::DOUBLE AS number, problem FROM ${failed} LIMIT ${MAX_LISTED}`,
  );
  const numbers = new Set(rows.map(({ number }) => Number(number)));
  const places =
    file.format === 'parquet'
      ? new Map<number, RecordPlace>()
      : await locateRecords(file, numbers, new Set(refused.map(({ line }) => line ?? 0)));
  const listed = rows.map(({ number, problem }) => {
    const { column, reason } = problem as { column: string | null; reason: string };
    const place = places.get(Number(number));
    return { source: file.name, line: place?.line ?? Number(number), column, reason, raw: place?.raw ?? '' };
  });
  return { rows: Number(count), listed };
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
  const { embedded } = await session.row(`SELECT (
      (SELECT coalesce(sum(${inFields}), 0) FROM ${sourceRows(file, READ_AGAIN)})
      + (SELECT coalesce(sum(${newlinesIn(RAW_LINE)}), 0)
         FROM (SELECT DISTINCT line, csv_line FROM refused_${index} WHERE error_type <> 'UNQUOTED VALUE'))
    )::DOUBLE AS embedded`);
  return Math.max(0, missing - Number(embedded));
}

function newlinesIn(field: string): string {
  return `(length(${field}) - length(replace(${field}, chr(10), '')))`;
}

function describeLost(file: SourceFile, refused: readonly Reject[], lost: number): Reject {
  const quote = refused.find(({ reason }) => reason === UNCLOSED_QUOTE);
  const lines = lost === 1 ? '1 line' : `${lost} lines`;
  return {
    source: file.name,
    line: quote?.line ?? null,
    column: null,
    reason:
      quote === undefined
        ? `${lines} more could not be read`
        : `${lines} more were swallowed by the unclosed quote`,
    raw: '',
  };
}
