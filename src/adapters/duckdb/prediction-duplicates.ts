import { type Column, mergeColumns } from '../../predictions/column-kind.js';
import type { PredictionsAdded } from '../../predictions/events.js';
import { type NumberedFile, selectFromFiles } from './parquet-files.js';
import { REQUEST, requestBuckets } from './request-buckets.js';
import { type DuckDbSession, literalPath } from './session.js';

/** A Parquet file with rows for the log, on its way there. */
export interface RowFile {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly rows: number;
}

export interface DuplicateCount {
  readonly duplicates: number;
  /** How many of them had another prediction or timestamp than the row that came first. */
  readonly conflicting: number;
}

interface ComparedFile extends NumberedFile {
  readonly columns: readonly Column[];
}

/** Name of the temporary table with `file` and `row` of every row that is to be left out. */
const DUPLICATE_ROWS = 'duplicate_rows';

/**
 * Finds rows whose request id came before: in `batches`, or in an earlier row of `files`. They are what `fromRemaining` leaves
 * out until the next call.
 * @param files by their index; a file without rows left is null
 * @returns index of the file -> its duplicates, for files that have any
 */
export async function findDuplicates(
  session: DuckDbSession,
  files: readonly (RowFile | null)[],
  batches: readonly Pick<PredictionsAdded, 'file' | 'columns'>[],
  pathOf: (file: string) => string,
): Promise<Map<number, DuplicateCount>> {
  const staged = files.flatMap((file, number) => (file === null ? [] : [{ ...file, number }]));
  if (staged.length === 0) return new Map();
  const known = batches.map(({ file, columns }, number) => ({ path: pathOf(file), columns, number }));
  const type = predictionType([...staged, ...known]);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${DUPLICATE_ROWS} (file INTEGER, row BIGINT, differs BOOLEAN)`,
  );
  for (const bucket of requestBuckets(staged.reduce((sum, { rows }) => sum + rows, 0))) {
    const rowsOf = (list: readonly ComparedFile[]) =>
      selectFromFiles(
        list,
        ({ columns }) => typeOfPrediction(columns),
        (
          { columns },
          from,
          number,
        ) => `SELECT ${number} AS file, file_row_number AS row, ${compared(columns, type)}
          FROM ${from} WHERE request_id IS NOT NULL AND ${bucket}`,
      );
    const rows = rowsOf(staged);
    if (known.length > 0) {
      await session.run(`INSERT INTO ${DUPLICATE_ROWS}
        SELECT r.file, r.row, ${differs('r', 'k')} FROM ${rows} r JOIN ${rowsOf(known)} k USING (request)`);
    }
    await addRepeats(session, rows);
  }
  const counts = await session.rows(`SELECT file, count(*)::DOUBLE AS duplicates,
    (count(*) FILTER (WHERE differs))::DOUBLE AS conflicting FROM ${DUPLICATE_ROWS} GROUP BY file`);
  return new Map(
    counts.map(({ file, duplicates, conflicting }) => [
      Number(file),
      { duplicates: Number(duplicates), conflicting: Number(conflicting) },
    ]),
  );
}

/** SQL for the rows of a staged file that are left: to follow SELECT and the names of columns. */
export function fromRemaining(index: number, path: string): string {
  return `FROM read_parquet(${literalPath(path)}, file_row_number = true) s
    ANTI JOIN ${DUPLICATE_ROWS} d ON d.file = ${index} AND d.row = s.file_row_number
    WHERE request_id IS NOT NULL`;
}

/** Adds rows that repeat an earlier row of the same input and are not listed yet. */
async function addRepeats(session: DuckDbSession, rows: string): Promise<void> {
  // Different hashes prove different requests, in half the time of digests.
  const { repeated } = await session.row(
    `SELECT count(*) > count(DISTINCT quick_hash) AS repeated FROM ${rows}`,
  );
  if (repeated !== true) return;
  await session.run(`INSERT INTO ${DUPLICATE_ROWS}
    SELECT r.file, r.row, ${differs('r', 'first')}
    FROM (SELECT *, row_number() OVER steps AS nth,
            first_value({'timestamp': timestamp, 'prediction': prediction}) OVER steps AS first
          FROM ${rows} WHERE request IN (SELECT request FROM ${rows} GROUP BY request HAVING count(*) > 1)
          WINDOW steps AS (PARTITION BY request ORDER BY file, row)) r
    ANTI JOIN ${DUPLICATE_ROWS} d ON d.file = r.file AND d.row = r.row
    WHERE r.nth > 1`);
}

/** Predictions are only told apart, so a hash of theirs will do, whose size does not depend on them. */
function compared(columns: readonly Column[], type: string): string {
  const prediction = typeOfPrediction(columns) === '' ? 'NULL' : 'prediction';
  return `${REQUEST} AS request, hash(request_id) AS quick_hash, timestamp, hash(CAST(${prediction} AS ${type})) AS prediction`;
}

function differs(row: string, first: string): string {
  return `(${row}.timestamp <> ${first}.timestamp OR ${row}.prediction <> ${first}.prediction)`;
}

/** Empty when there is none. */
function typeOfPrediction(columns: readonly Column[]): string {
  return columns.find(({ name }) => name === 'prediction')?.sqlType ?? '';
}

function predictionType(tables: readonly { readonly columns: readonly Column[] }[]): string {
  const predictions = tables.map(({ columns }) => columns.filter(({ name }) => name === 'prediction'));
  return mergeColumns(predictions).columns[0]?.sqlType ?? 'VARCHAR';
}
