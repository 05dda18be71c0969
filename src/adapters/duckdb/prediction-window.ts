import { statSync } from 'node:fs';
import { GovError } from '../../core/errors.js';
import type { Column } from '../../predictions/column-kind.js';
import type { PredictionsAdded } from '../../predictions/events.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import { planWindow, type WindowRequest } from '../../predictions/window.js';
import { inside, type Location } from '../location.js';
import { selectFromFiles } from './parquet-files.js';
import { labelsOf } from './prediction-labels.js';
import { quoteName, quoteText } from './session.js';

/** The predictions of one version in a span of time. */
export interface PredictionWindow {
  /**
   * SQL to use after FROM: one row a request, with the columns below in this order. `request_id` and `timestamp`
   * (TIMESTAMPTZ) are always there; `prediction`, `probability`, `latency_ms` and `error` when the input had them.
   */
  readonly relation: string;
  readonly columns: readonly Column[];
  /**
   * The same with a last column `actual`, null where the label is not known yet: a join, so use it only where labels
   * matter. Null when the model has no labels at all.
   */
  readonly labelled: { readonly relation: string; readonly actual: Column } | null;
  /** Columns whose batches disagree about what they hold, and which are therefore text. */
  readonly conflicts: readonly string[];
}

/**
 * Opens a window of a prediction log for reading. Only files that overlap it are touched.
 * @param folder of the log's files: `data` in `predictionFolder`
 * @throws GovError integrity when a file that the log names is not there.
 */
export function openPredictionWindow(
  folder: Location,
  state: PredictionLogState,
  request: WindowRequest,
): PredictionWindow {
  const plan = planWindow(state, request);
  for (const { file, bytes } of [...plan.batches, ...plan.labels]) requireFile(inside(folder, file), bytes);
  const pathOf = (file: string) => inside(folder, file).path;
  const relation = windowRelation(plan.batches, plan.columns, request, pathOf);
  const { actual } = plan;
  const labels = actual === null ? '' : labelsOf(plan.labels, actual.sqlType, pathOf);
  return {
    relation,
    columns: plan.columns,
    labelled:
      actual === null
        ? null
        : { relation: `(SELECT * FROM ${relation} LEFT JOIN ${labels} USING (request_id))`, actual },
    conflicts: plan.conflicts,
  };
}

/** A file of another length than was written is damaged; hashing all of them for each window would take too long. */
export function requireFile(file: Location, bytes: number): void {
  const stats = statSync(file.path, { throwIfNoEntry: false });
  if (stats?.size === bytes) return;
  const problem = stats === undefined ? 'it is not there' : `it has ${stats.size} bytes instead of ${bytes}`;
  throw new GovError('integrity', `${file.place}: the log names it, but ${problem}`, {
    hint: 'restore it from a backup',
  });
}

/** An empty window is a relation too. */
export const NO_REQUESTS = "(SELECT '' AS request_id, TIMESTAMPTZ 'epoch' AS timestamp WHERE false)";

/** A condition on `timestamp`. */
export function instantsWithin({ from, to }: Pick<WindowRequest, 'from' | 'to'>): string {
  const conditions = [
    ...(from === null ? [] : [`timestamp >= TIMESTAMPTZ ${quoteText(from)}`]),
    ...(to === null ? [] : [`timestamp < TIMESTAMPTZ ${quoteText(to)}`]),
  ];
  return conditions.join(' AND ') || 'true';
}

function windowRelation(
  batches: readonly PredictionsAdded[],
  columns: readonly Column[],
  span: WindowRequest,
  pathOf: (file: string) => string,
): string {
  const where = ` WHERE ${instantsWithin(span)}`;
  if (batches.length === 0) return NO_REQUESTS;
  return selectFromFiles(
    batches.map((batch, number) => ({ path: pathOf(batch.file), columns: batch.columns, number })),
    (batch) => JSON.stringify(batch.columns),
    (first, from) => `SELECT ${selectList(first.columns, columns)} FROM ${from}${where}`,
  );
}

function selectList(own: readonly Column[], wanted: readonly Column[]): string {
  const ownTypes = new Map(own.map(({ name, sqlType }) => [name, sqlType]));
  return wanted
    .map(({ name, sqlType }) => {
      const quoted = quoteName(name);
      const ownType = ownTypes.get(name);
      if (ownType === sqlType) return quoted;
      return `CAST(${ownType === undefined ? 'NULL' : quoted} AS ${sqlType}) AS ${quoted}`;
    })
    .join(', ');
}
