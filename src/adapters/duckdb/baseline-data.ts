import { resolve } from 'node:path';
import * as v from 'valibot';
import type { Remember, TrainingData } from '../../drift/ports.js';
import { CONTENT_OF, type ValueKind } from '../../drift/value-kind.js';
import type { DriftData, FilesRequest, TextColumns } from '../../governance/drift/drift-data.js';
import type { Column } from '../../predictions/column-kind.js';
import { BaselineFolder } from '../baseline-folder.js';
import { inside, type Location } from '../location.js';
import { ResultCache, type ResultStore } from '../result-cache.js';
import { predictionFolder } from './prediction-log-folder.js';
import { openPredictionWindow } from './prediction-window.js';
import { type DuckDbSession, literalPath, quoteName, withDuckDb } from './session.js';
import { openSource } from './source.js';
import { describeParquet, parquetRelation } from './source-parquet.js';
import { openDataSet, type Table } from './summary-data-set.js';

/** One of them waits for what is counted outside of DuckDB, so that two read. */
const THREADS = 3;

/**
 * Opens a database for drift over the registry's data folder, and closes it after `work`.
 * @param results where what was counted is kept
 */
export function withDriftData<T>(
  { registry, data }: { readonly registry: Location; readonly data: Location },
  work: (data: DriftData) => Promise<T>,
  results: ResultStore = new ResultCache(inside(data, 'cache')),
): Promise<T> {
  const baselines = new BaselineFolder(inside(data, 'baselines'));
  return withDuckDb({ temporary: inside(data, 'tmp'), threads: THREADS }, (session) =>
    work({
      openFiles: async (request) => openDataSet(session, await openSourceTable(session, request)),
      openWindow: async (model, state, request) => {
        const folder = inside(predictionFolder(data, model), 'data');
        const place = `predictions of ${model}@${request.version}`;
        // The SQL says it all: which files, none of which ever changes, which span and which columns.
        const openRows = (relation: string, columns: readonly Column[]) =>
          openDataSet(session, { place, relation, columns }, results.of(relation));
        const { relation, columns, labelled } = openPredictionWindow(folder, state, request);
        return {
          rows: openRows(relation, columns),
          labels: labelled && openRows(labelled.relation, [labelled.actual]),
        };
      },
      openReference: async (id, baseline) => {
        const file = await baselines.reference(id, baseline);
        if (file === null) return null;
        const remember = results.of({ baseline: baseline.reference?.sha256 });
        return openDataSet(session, await referenceTable(session, file, remember), remember);
      },
      openTrainingData: (path, textColumns) => {
        const file = { path: resolve(registry.path, path), place: path };
        return openTrainingData(session, baselines, file, textColumns);
      },
    }),
  );
}

/** Files that are in no prediction log, as one table. */
export async function openSourceTable(
  session: DuckDbSession,
  { inputs, stdin, format, textColumns }: FilesRequest,
): Promise<Table> {
  const { relation, columns } = await openSource(session, inputs, {
    ...(format === null ? {} : { format }),
    ...(stdin === null ? {} : { stdin }),
    declare: declareText(textColumns),
  });
  return { place: inputs.join(', '), relation, columns };
}

/** Text formats become Parquet first: finding out about each column reads the data many times. */
async function openTrainingData(
  session: DuckDbSession,
  baselines: BaselineFolder,
  file: Location,
  textColumns: TextColumns,
): Promise<TrainingData> {
  const source = await openSource(session, [file.path], { declare: declareText(textColumns) });
  const rows = inside(await session.temporaryFolder(), 'training.parquet');
  await session.run(`COPY (SELECT * FROM ${source.relation}) TO ${literalPath(rows.path)} (FORMAT parquet)`);
  return {
    data: openDataSet(session, {
      place: file.place,
      relation: parquetRelation(rows),
      columns: source.columns,
    }),
    store: ({ id, columns, publish }, describe) => {
      const kept = columns.map(({ name, source }) => `${quoteName(source)} AS ${quoteName(name)}`);
      const writeRows = ({ path }: Location) =>
        session.run(
          `COPY (SELECT ${kept.join(', ')} FROM ${parquetRelation(rows)}) TO ${literalPath(path)} (FORMAT parquet, COMPRESSION zstd)`,
        );
      return baselines.create({ id, publish }, columns.length === 0 ? null : writeRows, describe);
    },
  };
}

function declareText(textColumns: TextColumns) {
  return (names: readonly string[]) =>
    Object.fromEntries(textColumns(names).map((name) => [name, 'text' as const]));
}

const columnsSchema = v.array(
  v.strictObject({ name: v.string(), kind: v.picklist(Object.keys(CONTENT_OF) as ValueKind[]) }),
);

/** The rows of a baseline. */
export async function referenceTable(
  session: DuckDbSession,
  file: Location,
  remember: Remember,
): Promise<Table> {
  const describe = async () =>
    (await describeParquet(session, file)).map(({ name, kind }) => ({ name, kind }));
  return {
    place: file.place,
    relation: parquetRelation(file),
    columns: await remember('columns', columnsSchema, describe),
  };
}
