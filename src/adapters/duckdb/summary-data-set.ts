import type { CurrentSummary } from '../../drift/column-summary.js';
import type { ColumnRequest, DataColumn, DataSet } from '../../drift/ports.js';
import { type DuckDbSession, quoteName } from './session.js';
import { countCategories } from './summary-categories.js';
import type { ColumnCounter } from './summary-counter.js';
import { countNumbers } from './summary-numbers.js';
import { readSortedValues } from './summary-sorted.js';
import { readFrequentValues, readUnlistedValues, valueText } from './summary-values.js';

/** A table that DuckDB can read. */
export interface Table {
  /** For messages. */
  readonly place: string;
  /** SQL to use after FROM. */
  readonly relation: string;
  readonly columns: readonly DataColumn[];
}

/** A table as drift sees it. */
export function openDataSet(session: DuckDbSession, { place, relation, columns }: Table): DataSet {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const textOf = (name: string) => valueText(name, kinds.get(name) ?? 'empty');
  return {
    place,
    columns,
    summarize: (requests) => summarize(session, relation, requests, textOf),
    sortedValues: (names, limit) => readSortedValues(session, relation, names, limit),
    frequentValues: (name, limit) => readFrequentValues(session, relation, textOf(name), limit),
  };
}

async function summarize(
  session: DuckDbSession,
  relation: string,
  requests: readonly ColumnRequest[],
  textOf: (name: string) => string,
): Promise<Map<string, CurrentSummary>> {
  const counters = requests.map((request) => counterOf(request, textOf(request.name)));
  const aggregates = counters.map(({ aggregate }, index) => `${aggregate(index)} AS struct${index}`);
  const row = await session.row(
    `SELECT ${['count(*)::DOUBLE AS rows', ...aggregates].join(', ')}
     FROM (SELECT ${['1', ...counters.map(({ inputs }, index) => inputs(index))].join(', ')} FROM ${relation})`,
  );
  const rows = Number(row.rows);
  if (rows === 0) return new Map();
  const counted = counters.map(({ name, read, unlistedText }, index) => ({
    name,
    unlistedText,
    ...read(rows, row[`struct${index}`]),
  }));
  const unlisted = await readUnlistedValues(
    session,
    relation,
    new Map(
      counted
        .filter(({ unlistedRows }) => unlistedRows > 0)
        .map(({ name, unlistedText }) => [name, unlistedText]),
    ),
  );
  return new Map(
    counted.map(({ name, summary }) => [name, { ...summary, unlistedValues: unlisted.get(name) ?? [] }]),
  );
}

function counterOf(request: ColumnRequest, text: string): ColumnCounter {
  switch (request.type) {
    case 'numbers':
      return countNumbers(request, text);
    case 'categories':
      return countCategories(request, text);
    case 'presence':
      return countPresence(request);
  }
}

function countPresence({ name, found }: Extract<ColumnRequest, { type: 'presence' }>): ColumnCounter {
  return {
    name,
    inputs: (index) => `${quoteName(name)} AS raw${index}`,
    aggregate: (index) => `{ values: count(raw${index})::DOUBLE }`,
    read: (rows, struct) => {
      const { values } = struct as { values: number };
      return { summary: { type: 'mismatch', rows, nulls: rows - values, found }, unlistedRows: 0 };
    },
    unlistedText: 'NULL',
  };
}
