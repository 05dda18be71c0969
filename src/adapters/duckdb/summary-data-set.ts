import * as v from 'valibot';
import { type CurrentSummary, currentSummarySchema, valueCountSchema } from '../../drift/column-summary.js';
import {
  type ColumnRequest,
  type DataColumn,
  type DataSet,
  NO_VALUE,
  type Remember,
  rememberNothing,
} from '../../drift/ports.js';
import { type DuckDbSession, quoteText } from './session.js';
import { countCategories, countPresence } from './summary-categories.js';
import { forEachChunk } from './summary-chunks.js';
import type { ColumnCounter } from './summary-counter.js';
import { countNumbers } from './summary-numbers.js';
import { countRepeats } from './summary-repeats.js';
import { summarizeSegments } from './summary-segments.js';
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

const summariesSchema = v.array(v.tuple([v.string(), currentSummarySchema]));
const segmentsSchema = v.array(v.tuple([v.string(), summariesSchema]));
const frequentValuesSchema = v.strictObject({
  rows: v.number(),
  distinct: v.number(),
  values: v.pipe(v.array(valueCountSchema), v.readonly()),
});

type Summaries = v.InferOutput<typeof summariesSchema>;

/** A table as drift sees it. */
export function openDataSet(
  session: DuckDbSession,
  { place, relation, columns }: Table,
  remember: Remember = rememberNothing,
): DataSet {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const textOf = (name: string) => valueText(name, kinds.get(name) ?? 'empty');
  return {
    place,
    columns,
    summarize: async (requests) => {
      const count = async () => [...(await summarize(session, relation, requests, textOf))];
      return new Map(await remember({ summarize: requests }, summariesSchema, count));
    },
    summarizeSegments: async (segments, requests) => {
      const text = `coalesce(${textOf(segments.column)}, ${quoteText(NO_VALUE)})`;
      const count = async () => {
        const counted = await summarizeSegments(session, relation, segments, text, requests, (request) =>
          counterOf(request, textOf(request.name)),
        );
        return [...counted].map(([value, summaries]) => [value, [...summaries]] as [string, Summaries]);
      };
      const known = await remember({ summarizeSegments: segments, requests }, segmentsSchema, count);
      return new Map(known.map(([value, summaries]) => [value, new Map(summaries)]));
    },
    sortedValues: (names, limit) => readSortedValues(session, relation, names, limit),
    frequentValues: (name, limit) =>
      remember({ frequentValues: name, limit }, frequentValuesSchema, () =>
        readFrequentValues(session, relation, textOf(name), limit),
      ),
    remember,
  };
}

async function summarize(
  session: DuckDbSession,
  relation: string,
  requests: readonly ColumnRequest[],
  textOf: (name: string) => string,
): Promise<Map<string, CurrentSummary>> {
  const counters = requests.map((request) => counterOf(request, textOf(request.name)));
  let isEmpty = true;
  await forEachChunk(
    session,
    relation,
    counters.map(({ expression }) => expression),
    (columns) => {
      isEmpty = false;
      for (const [index, counter] of counters.entries()) {
        const column = columns[index];
        if (column !== undefined) counter.add(column);
      }
    },
    'any',
  );
  if (isEmpty) return new Map();
  const counted = counters.map(({ name, unlistedText, finish }) => ({ name, unlistedText, ...finish() }));
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
    case 'repeats':
      return countRepeats(request);
  }
}
