import { randomUUID } from 'node:crypto';
import type { PerformanceData, PerformanceTable } from '../../governance/performance/performance-data.js';
import { BaselineFolder } from '../baseline-folder.js';
import { inside, type Location } from '../location.js';
import { openSourceTable, referenceTable } from './baseline-data.js';
import { measuredRelation } from './performance-columns.js';
import { openMeasuredRows } from './performance-rows.js';
import { predictionFolder } from './prediction-log-folder.js';
import { openPredictionWindow } from './prediction-window.js';
import { type DuckDbSession, withDuckDb } from './session.js';
import { parquetRelation } from './source-parquet.js';
import type { Table } from './summary-data-set.js';
import { valueText } from './summary-values.js';

/** Opens a database for performance over the registry's data folder, and closes it after `work`. */
export function withPerformanceData<T>(
  data: Location,
  work: (data: PerformanceData) => Promise<T>,
): Promise<T> {
  const baselines = new BaselineFolder(inside(data, 'baselines'));
  return withDuckDb({ temporary: inside(data, 'tmp') }, (session) =>
    work({
      openFiles: async (request) => openTable(session, await openSourceTable(session, request)),
      openWindow: async (model, state, request) => {
        const folder = inside(predictionFolder(data, model), 'data');
        const { relation, columns, labelled } = openPredictionWindow(folder, state, request);
        const place = `predictions of ${model}@${request.version}`;
        if (labelled === null || columns.length === 0)
          return openTable(session, { place, relation, columns });
        return openTable(session, {
          place,
          relation: labelled.relation,
          columns: [...columns, labelled.actual],
        });
      },
      openReference: async (id, baseline) => {
        const file = await baselines.reference(id, baseline);
        return file && openTable(session, await referenceTable(session, file));
      },
    }),
  );
}

function openTable(session: DuckDbSession, table: Table): PerformanceTable {
  const { place, relation, columns } = table;
  return {
    place,
    columns,
    distinctValues: async (column, limit) => {
      const kind = columns.find(({ name }) => name === column)?.kind ?? 'empty';
      const rows = await session.rows(
        `SELECT DISTINCT value FROM (SELECT ${valueText(column, kind)} AS value FROM ${relation})
         WHERE value IS NOT NULL ORDER BY value LIMIT ${limit + 1}`,
      );
      return rows.length > limit ? null : rows.map(({ value }) => String(value));
    },
    measure: async (measured, grouping) => {
      // Read several times, so labels are joined and values cast once.
      const file = inside(await session.temporaryFolder(), `measured-${randomUUID()}.parquet`);
      const { select, names, textOf } = measuredRelation(table, measured, grouping);
      await session.writeParquet({ path: file.path, columns: names.length }, select);
      return openMeasuredRows(session, parquetRelation(file), textOf);
    },
  };
}
