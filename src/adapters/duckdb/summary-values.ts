import type { ValueCount } from '../../drift/column-summary.js';
import type { FrequentValues } from '../../drift/ports.js';
import type { ValueKind } from '../../drift/value-kind.js';
import { type DuckDbSession, quoteName } from './session.js';

/** A value as text, the same for a number whatever type it has: `3` for 3 and 3.0. */
export function valueText(name: string, kind: ValueKind): string {
  const column = quoteName(name);
  const text = `CAST(${column} AS VARCHAR)`;
  if (kind !== 'integer' && kind !== 'number') return text;
  return `coalesce(CAST(TRY_CAST(CASE WHEN ${column} = trunc(${column}) THEN ${column} END AS HUGEINT) AS VARCHAR), ${text})`;
}

/** @param text SQL of a value as text */
export async function readFrequentValues(
  session: DuckDbSession,
  relation: string,
  text: string,
  limit: number,
): Promise<FrequentValues> {
  const values = await session.rows(
    `SELECT value, count(*)::DOUBLE AS rows, (count(*) OVER ())::DOUBLE AS "distinct",
       (sum(count(*)) OVER ())::DOUBLE AS total
     FROM (SELECT ${text} AS value FROM ${relation}) WHERE value IS NOT NULL
     GROUP BY value ORDER BY rows DESC, value LIMIT ${limit}`,
  );
  return {
    rows: Number(values[0]?.total ?? 0),
    distinct: Number(values[0]?.distinct ?? 0),
    values: values.map(toValueCount),
  };
}

/** How many unlisted values of a column are named: as many as are tested by themselves. */
const NAMED_VALUES = 100;

/**
 * The most frequent unlisted values of several columns, in one pass over the data.
 * @param texts by column: SQL that is null for a value of no interest
 */
export async function readUnlistedValues(
  session: DuckDbSession,
  relation: string,
  texts: ReadonlyMap<string, string>,
): Promise<Map<string, ValueCount[]>> {
  if (texts.size === 0) return new Map();
  const names = [...texts.keys()];
  const columns = names.map((_, index) => `text${index}`);
  const inputs = [...texts.values()].map((text, index) => `${text} AS text${index}`);
  // Each group comes from one column, in which GROUPING is 0.
  const places = columns.map(
    (column, index) => `CASE WHEN GROUPING(${column}) = 0 THEN ${index}::DOUBLE END`,
  );
  const counts = await session.rows(
    `SELECT place, value, rows FROM (
       SELECT coalesce(${places.join(', ')}) AS place, coalesce(${columns.join(', ')}) AS value,
         count(*)::DOUBLE AS rows
       FROM (SELECT ${inputs.join(', ')} FROM ${relation})
       GROUP BY GROUPING SETS (${columns.map((column) => `(${column})`).join(', ')})
     ) WHERE value IS NOT NULL
     QUALIFY row_number() OVER (PARTITION BY place ORDER BY rows DESC, value) <= ${NAMED_VALUES}
     ORDER BY place, rows DESC, value`,
  );
  return new Map(
    names.map((name, index) => [name, counts.filter(({ place }) => place === index).map(toValueCount)]),
  );
}

function toValueCount({ value, rows }: Readonly<Record<string, unknown>>): ValueCount {
  return { value: String(value), rows: Number(rows) };
}
