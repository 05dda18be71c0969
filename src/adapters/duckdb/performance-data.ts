import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Remember } from '../../drift/ports.js';
import { rememberNothing } from '../../drift/ports.js';
import type { PerformanceData, PerformanceTable } from '../../governance/performance/performance-data.js';
import { BaselineFolder } from '../baseline-folder.js';
import { inside, type Location } from '../location.js';
import { ResultCache, type ResultStore } from '../result-cache.js';
import { openSourceTable, referenceTable } from './baseline-data.js';
import { measuredRelation } from './performance-columns.js';
import { openMeasuredRows } from './performance-rows.js';
import { predictionFolder } from './prediction-log-folder.js';
import { openPredictionWindow } from './prediction-window.js';
import { type DuckDbSession, withDuckDb } from './session.js';
import { parquetRelation } from './source-parquet.js';
import type { Table } from './summary-data-set.js';
import { valueText } from './summary-values.js';

/**
 * Opens a database for performance over the registry's data folder, and closes it after `work`.
 * @param results where what was counted is kept
 */
export function withPerformanceData<T>(
  data: Location,
  work: (data: PerformanceData) => Promise<T>,
  results: ResultStore = new ResultCache(inside(data, 'cache')),
): Promise<T> {
  const baselines = new BaselineFolder(inside(data, 'baselines'));
  return withDuckDb({ temporary: inside(data, 'tmp') }, (session) =>
    work({
      openFiles: async (request) =>
        openTable(session, await openSourceTable(session, request), rememberNothing),
      openWindow: async (model, state, request) => {
        const folder = inside(predictionFolder(data, model), 'data');
        const { relation, columns, labelled } = openPredictionWindow(folder, state, request);
        const place = `predictions of ${model}@${request.version}`;
        const table =
          labelled === null || columns.length === 0
            ? { place, relation, columns }
            : { place, relation: labelled.relation, columns: [...columns, labelled.actual] };
        // The SQL says it all: which files, none of which ever changes, which span and which columns.
        return openTable(session, table, results.of(table.relation));
      },
      openReference: async (id, baseline) => {
        const file = await baselines.reference(id, baseline);
        if (file === null) return null;
        const remember = results.of({ baseline: baseline.reference?.sha256 });
        return openTable(session, await referenceTable(session, file, remember), remember);
      },
    }),
  );
}

const valuesSchema = v.nullable(v.pipe(v.array(v.string()), v.readonly()));

function openTable(session: DuckDbSession, table: Table, remember: Remember): PerformanceTable {
  const { place, relation, columns } = table;
  return {
    place,
    columns,
    distinctValues: (column, limit) =>
      remember({ distinctValues: column, limit }, valuesSchema, async () => {
        const kind = columns.find(({ name }) => name === column)?.kind ?? 'empty';
        const rows = await session.rows(
          `SELECT DISTINCT value FROM (SELECT ${valueText(column, kind)} AS value FROM ${relation})
           WHERE value IS NOT NULL ORDER BY value LIMIT ${limit + 1}`,
        );
        return rows.length > limit ? null : rows.map(({ value }) => String(value));
      }),
    measure: (measured, grouping) => {
      const { select, names, textOf } = measuredRelation(table, measured, grouping);
      // Read several times, so labels are joined and values cast once.
      const write = async () => {
        const file = inside(await session.temporaryFolder(), `measured-${randomUUID()}.parquet`);
        await session.writeParquet({ path: file.path, columns: names.length }, select);
        return parquetRelation(file);
      };
      let written: Promise<string> | undefined;
      const rows = openMeasuredRows(
        session,
        () => {
          written ??= write();
          return written;
        },
        textOf,
      );
      return {
        ...rows,
        grouping,
        remember: (task, schema, work) => remember({ measured, task }, schema, work),
      };
    },
  };
}
