import { type Column, mergeColumns } from '../../predictions/column-kind.js';
import type { LabelsAdded } from '../../predictions/events.js';
import { selectFromFiles } from './parquet-files.js';
import { REQUEST, requestBuckets } from './request-buckets.js';
import { type DuckDbSession, literalPath } from './session.js';

/** A staged file that carries labels. */
export interface LabelFile {
  readonly path: string;
  readonly actual: Column;
  readonly rows: number;
}

/** A file of the log with a label for each of its requests, more than one of some when `corrected` is above 0. */
export type LabelBatch = Pick<LabelsAdded, 'file' | 'actual' | 'corrected'>;

export interface LabelCount {
  /** First labels of their requests. */
  readonly added: number;
  readonly duplicates: number;
  readonly corrected: number;
}

/** Name of the temporary table with `file` and `row` of every label to keep. */
const LABELS_TO_KEEP = 'labels_to_keep';

/**
 * FROM-able SQL for the label of each request, `request_id` and `actual`: the one that was ingested last.
 * @param type what `actual` is read as
 * @param condition on `request_id`: which requests
 */
export function labelsOf(
  batches: readonly LabelBatch[],
  type: string,
  pathOf: (file: string) => string,
  condition = 'true',
): string {
  const rowsOf = (list: typeof numbered) =>
    selectFromFiles(
      list,
      ({ actual }) => actual.sqlType,
      (_first, from, number) => `SELECT request_id, CAST(actual AS ${type}) AS actual, ${number} AS batch
        FROM ${from} WHERE ${condition}`,
    );
  const numbered = batches.map((batch, number) => ({ ...batch, path: pathOf(batch.file), number }));
  // Only a batch with corrections holds a second label of any request.
  const correcting = numbered.filter(({ corrected }) => corrected > 0);
  if (correcting.length === 0) return `(SELECT request_id, actual FROM ${rowsOf(numbered)})`;
  return `(SELECT request_id, actual FROM ${rowsOf(numbered)} l
    ANTI JOIN (SELECT request_id, max(batch) AS batch FROM ${rowsOf(correcting)} GROUP BY request_id) later
    ON later.request_id = l.request_id AND later.batch > l.batch)`;
}

/**
 * Compares labels with those known and with earlier ones of the same input. What is to be kept, the last label of each
 * request unless it is known already, is what `keptLabels` reads until the next call.
 * @param files by their index; null for a file that carries no labels
 */
export async function findNewLabels(
  session: DuckDbSession,
  files: readonly (LabelFile | null)[],
  batches: readonly LabelBatch[],
  pathOf: (file: string) => string,
): Promise<Map<number, LabelCount>> {
  const staged = files.flatMap((file, number) => (file === null ? [] : [{ ...file, number }]));
  if (staged.length === 0) return new Map();
  const kinds = [...staged.map(({ actual }) => [actual]), ...batches.map(({ actual }) => [actual])];
  const type = mergeColumns(kinds).columns[0]?.sqlType ?? 'VARCHAR';
  await session.run(`CREATE OR REPLACE TEMP TABLE ${LABELS_TO_KEEP} (file INTEGER, row BIGINT)`);
  const counts = new Map<number, LabelCount>();
  for (const bucket of requestBuckets(staged.reduce((sum, { rows }) => sum + rows, 0))) {
    // Labels are only told apart, so a hash of theirs will do, whose size does not depend on them.
    const rows = selectFromFiles(
      staged,
      ({ actual }) => actual.sqlType,
      (_first, from, number) => `SELECT ${number} AS file, file_row_number AS row, ${REQUEST} AS request,
          hash(CAST(actual AS ${type})) AS actual
        FROM ${from} WHERE request_id IS NOT NULL AND actual IS NOT NULL AND ${bucket}`,
    );
    const known =
      batches.length === 0
        ? '(SELECT 0::UHUGEINT AS request, 0::UBIGINT AS actual WHERE false)'
        : `(SELECT ${REQUEST} AS request, hash(actual) AS actual FROM ${labelsOf(batches, type, pathOf, bucket)})`;
    await session.run(`CREATE OR REPLACE TEMP TABLE label_steps AS
      SELECT s.*, k.actual AS known, coalesce(s.previous, k.actual) AS before
      FROM ${await withNeighbours(session, rows)} s LEFT JOIN ${known} k USING (request)`);
    await session.run(`INSERT INTO ${LABELS_TO_KEEP}
      SELECT file, row FROM label_steps WHERE is_last AND actual IS DISTINCT FROM known`);
    for (const [index, count] of await countSteps(session)) counts.set(index, add(counts.get(index), count));
  }
  await session.run('DROP TABLE label_steps');
  return counts;
}

/** A query for the labels of a staged file that are to be kept: `request_id`, `actual`. */
export function keptLabels(index: number, path: string): string {
  return `SELECT request_id, actual FROM read_parquet(${literalPath(path)}, file_row_number = true) s
    SEMI JOIN ${LABELS_TO_KEEP} k ON k.file = ${index} AND k.row = s.file_row_number`;
}

export async function countKeptLabels(session: DuckDbSession, index: number): Promise<number> {
  const { rows } = await session.row(
    `SELECT count(*)::DOUBLE AS rows FROM ${LABELS_TO_KEEP} WHERE file = ${index}`,
  );
  return Number(rows);
}

/** A request that ends up with the label it had gets nothing new, whatever was said in between. */
async function countSteps(session: DuckDbSession): Promise<Map<number, LabelCount>> {
  const rows = await session.rows(`SELECT file,
      (count(*) FILTER (WHERE final = known OR before = actual))::DOUBLE AS duplicates,
      (count(*) FILTER (WHERE final IS DISTINCT FROM known AND before IS NULL))::DOUBLE AS added,
      (count(*) FILTER (WHERE final IS DISTINCT FROM known AND before <> actual))::DOUBLE AS corrected
    FROM label_steps GROUP BY file`);
  return new Map(
    rows.map(({ file, added, duplicates, corrected }) => [
      Number(file),
      { added: Number(added), duplicates: Number(duplicates), corrected: Number(corrected) },
    ]),
  );
}

function add(a: LabelCount | undefined, b: LabelCount): LabelCount {
  if (a === undefined) return b;
  return {
    added: a.added + b.added,
    duplicates: a.duplicates + b.duplicates,
    corrected: a.corrected + b.corrected,
  };
}

/** The rows with the label the input gives the same request before (`previous`) and in the end (`final`). */
async function withNeighbours(session: DuckDbSession, rows: string): Promise<string> {
  const { repeated } = await session.row(
    `SELECT count(*) > count(DISTINCT request) AS repeated FROM ${rows}`,
  );
  return repeated === true
    ? `(SELECT *, lag(actual) OVER steps AS previous, last_value(actual) OVER whole AS final,
          lead(actual) OVER steps IS NULL AS is_last
        FROM ${rows}
        WINDOW steps AS (PARTITION BY request ORDER BY file, row),
          whole AS (steps ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))`
    : `(SELECT *, NULL::UBIGINT AS previous, actual AS final, true AS is_last FROM ${rows})`;
}
