import { type Column, mergeColumns } from '../../predictions/column-kind.js';
import type { LabelsAdded } from '../../predictions/events.js';
import { selectFromFiles } from './parquet-files.js';
import { requestBuckets } from './request-buckets.js';
import type { DuckDbSession } from './session.js';

/** A staged file that carries labels. */
export interface LabelFile {
  readonly path: string;
  readonly actual: Column;
  readonly rows: number;
}

export interface LabelCount {
  /** First labels of their requests. */
  readonly added: number;
  readonly duplicates: number;
  readonly corrected: number;
}

/** Name of the temporary table with `file`, `request_id` and `actual` of every label to keep, in order. */
export const LABELS_TO_KEEP = 'labels_to_keep';

/**
 * FROM-able SQL for the label of each request, `request_id` and `actual`: the one that was ingested last.
 * @param type what `actual` is read as
 */
export function labelsOf(
  batches: readonly LabelsAdded[],
  type: string,
  pathOf: (file: string) => string,
): string {
  const all = selectFromFiles(
    batches.map(({ file, actual }, number) => ({ path: pathOf(file), actual, number })),
    ({ actual }) => actual.sqlType,
    (_first, from, number) =>
      `SELECT request_id, CAST(actual AS ${type}) AS actual, ${number} AS batch FROM ${from}`,
  );
  // Without a correction no request has two labels.
  if (batches.every(({ corrected }) => corrected === 0)) return `(SELECT request_id, actual FROM ${all})`;
  return `(SELECT request_id, arg_max(actual, batch) AS actual FROM ${all} GROUP BY request_id)`;
}

/**
 * Compares labels with those known and with earlier ones of the same input. What is to be kept, the last label of each
 * request unless it is known already, is listed in the table `LABELS_TO_KEEP`.
 * @param files by their index; null for a file that carries no labels
 */
export async function findNewLabels(
  session: DuckDbSession,
  files: readonly (LabelFile | null)[],
  batches: readonly LabelsAdded[],
  pathOf: (file: string) => string,
): Promise<Map<number, LabelCount>> {
  const staged = files.flatMap((file, number) => (file === null ? [] : [{ ...file, number }]));
  if (staged.length === 0) return new Map();
  const kinds = [...staged.map(({ actual }) => [actual]), ...batches.map(({ actual }) => [actual])];
  const type = mergeColumns(kinds).columns[0]?.sqlType ?? 'VARCHAR';
  const stagedRows = selectFromFiles(
    staged,
    ({ actual }) => actual.sqlType,
    (
      _first,
      from,
      number,
    ) => `SELECT ${number} AS file, file_row_number AS row, request_id, CAST(actual AS ${type}) AS actual
      FROM ${from} WHERE request_id IS NOT NULL AND actual IS NOT NULL`,
  );
  const known =
    batches.length === 0
      ? `(SELECT '' AS request_id, NULL::${type} AS actual WHERE false)`
      : labelsOf(batches, type, pathOf);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${LABELS_TO_KEEP} (file INTEGER, request_id VARCHAR, actual ${type})`,
  );
  const counts = new Map<number, LabelCount>();
  for (const bucket of requestBuckets([...staged, ...batches].reduce((sum, { rows }) => sum + rows, 0))) {
    const rows = `(SELECT * FROM ${stagedRows} WHERE ${bucket})`;
    await session.run(`CREATE OR REPLACE TEMP TABLE label_steps AS
      SELECT s.*, k.actual AS known, coalesce(s.previous, k.actual) AS before
      FROM ${await withNeighbours(session, rows)} s
      LEFT JOIN (SELECT * FROM ${known} WHERE ${bucket}) k USING (request_id)`);
    await session.run(`INSERT INTO ${LABELS_TO_KEEP}
      SELECT file, request_id, actual FROM label_steps WHERE is_last AND actual IS DISTINCT FROM known`);
    for (const [index, count] of await countSteps(session)) counts.set(index, add(counts.get(index), count));
  }
  await session.run('DROP TABLE label_steps');
  return counts;
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
    `SELECT count(*) > count(DISTINCT hash(request_id)) AS repeated FROM ${rows}`,
  );
  return repeated === true
    ? `(SELECT *, lag(actual) OVER steps AS previous, last_value(actual) OVER whole AS final,
          lead(actual) OVER steps IS NULL AS is_last
        FROM ${rows}
        WINDOW steps AS (PARTITION BY request_id ORDER BY file, row),
          whole AS (steps ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))`
    : `(SELECT *, NULL AS previous, actual AS final, true AS is_last FROM ${rows})`;
}
