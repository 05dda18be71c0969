import type { MeasuredRows, NumberColumns } from '../../governance/performance/performance-data.js';
import type { OutcomeCount } from '../../performance/confusion.js';
import type { RowCounts } from '../../performance/measurement.js';
import type { ColumnValues, TaskKind } from '../../performance/task.js';
import type { MeasuredRelation, MeasuredValue } from './performance-columns.js';
import { type DuckDbSession, quoteText, type Row } from './session.js';
import { forEachChunk } from './summary-chunks.js';

/** @param relation rows as `measuredRelation` selects them, made ready when the first of them is asked for */
export function openMeasuredRows(
  session: DuckDbSession,
  relation: () => Promise<string>,
  { prediction, actual }: MeasuredRelation['textOf'],
): Omit<MeasuredRows, 'grouping' | 'remember'> {
  const groupOf = (grouped: boolean) => (grouped ? 'grp' : '0::DOUBLE');
  const predicted = prediction?.text ?? 'NULL::VARCHAR';
  const labelled = actual?.text ?? 'NULL::VARCHAR';
  const stream = async (
    select: string,
    columns: number,
    order: string,
    onRows: (rows: NumberColumns) => void,
  ) => {
    const names = Array.from({ length: columns }, (_, index) => `v${index}`);
    await forEachChunk(
      session,
      `(${select}) AS t(${names.join(', ')}) ${order}`,
      names,
      (chunk) => onRows(chunk.map(({ values }) => values)),
      order === '' ? 'any' : 'as stored',
    );
  };
  return {
    predictionValues: async (limit) => readValues(session, await relation(), prediction, limit),
    actualValues: async (limit) => readValues(session, await relation(), actual, limit),
    halves: async () => {
      const rows = await session.rows(
        `SELECT ${predicted} AS prediction, count(*)::DOUBLE AS rows,
           (count(*) FILTER (WHERE probability >= 0.5))::DOUBLE AS high
         FROM ${await relation()} WHERE probability IS NOT NULL AND prediction IS NOT NULL GROUP BY 1 ORDER BY 1`,
      );
      return rows.map(({ prediction: value, rows: count, high }) => ({
        prediction: String(value),
        rows: Number(count),
        atLeastHalf: Number(high),
      }));
    },
    counts: async (kind, grouped) => {
      const isPair = pairCondition(kind, prediction, actual);
      const rows = await session.rows(countRows(await relation(), groupOf(grouped), isPair, actual));
      return new Map(rows.map((row) => [Number(row.grp), toRowCounts(row)]));
    },
    outcomes: async (grouped) => {
      const rows = await session.rows(
        `SELECT ${groupOf(grouped)} AS grp, ${predicted} AS prediction, ${labelled} AS actual,
           count(*)::DOUBLE AS rows
         FROM ${await relation()} WHERE ${pairCondition('classification', prediction, actual)}
         GROUP BY ALL ORDER BY 1, 2, 3`,
      );
      return groupOutcomes(rows);
    },
    forEachNumber: async (grouped, onRows) => {
      const numbers = `${prediction?.number ?? 'NULL'}, ${actual?.number ?? 'NULL'}`;
      const where = pairCondition('regression', prediction, actual);
      const order = grouped ? 'ORDER BY v0' : '';
      return stream(
        `SELECT ${groupOf(grouped)}, ${numbers} FROM ${await relation()} WHERE ${where}`,
        3,
        order,
        onRows,
      );
    },
    forEachProbability: async (grouped, positiveClass, onRows) => {
      const positive = quoteText(positiveClass);
      const rowsWhere = (condition: string) => `(count(*) FILTER (WHERE ${condition}))::DOUBLE`;
      return stream(
        `SELECT ${groupOf(grouped)}, probability,
           ${rowsWhere(`${labelled} = ${positive} AND prediction IS NOT NULL`)},
           ${rowsWhere(`${labelled} <> ${positive} AND prediction IS NOT NULL`)},
           ${rowsWhere(`${predicted} = ${positive}`)}, ${rowsWhere(`${predicted} <> ${positive}`)}
         FROM ${await relation()} WHERE probability IS NOT NULL GROUP BY 1, 2`,
        6,
        'ORDER BY v0, v1',
        onRows,
      );
    },
    forEachLatency: async (grouped, onRows) =>
      stream(
        `SELECT ${groupOf(grouped)}, latency_ms, count(*)::DOUBLE
         FROM ${await relation()} WHERE latency_ms IS NOT NULL GROUP BY 1, 2`,
        3,
        'ORDER BY v0, v1',
        onRows,
      ),
  };
}

async function readValues(
  session: DuckDbSession,
  relation: string,
  value: MeasuredValue | null,
  limit: number,
): Promise<ColumnValues | null> {
  if (value === null) return null;
  const { holds, text, number } = value;
  const { fractional } = await session.row(
    holds === 'classes'
      ? 'SELECT false AS fractional'
      : `SELECT coalesce(bool_or(${number} <> trunc(${number})), false) AS fractional
         FROM ${relation} WHERE isfinite(${number})`,
  );
  if (fractional === true) return { holds, fractional, values: null };
  const rows = await session.rows(
    `SELECT DISTINCT value FROM (SELECT ${text} AS value FROM ${relation} WHERE NOT failed)
     WHERE value IS NOT NULL ORDER BY value LIMIT ${limit + 1}`,
  );
  if (rows.length === 0) return null;
  const values = rows.length > limit ? null : rows.map((row) => String(row.value));
  return { holds, fractional: false, values };
}

/** Rows whose prediction can be held against a label. */
function pairCondition(
  kind: TaskKind,
  prediction: MeasuredValue | null,
  actual: MeasuredValue | null,
): string {
  if (prediction === null || actual === null) return 'false';
  if (kind === 'classification') return 'NOT failed AND prediction IS NOT NULL AND actual IS NOT NULL';
  const isNumber = ({ number }: MeasuredValue) => `coalesce(isfinite(${number}), false)`;
  return `NOT failed AND ${isNumber(prediction)} AND ${isNumber(actual)}`;
}

function countRows(relation: string, group: string, isPair: string, actual: MeasuredValue | null): string {
  const count = (condition: string) => `(count(*) FILTER (WHERE ${condition}))::DOUBLE`;
  const label = actual?.number ?? 'NULL::DOUBLE';
  return `SELECT ${group} AS grp, count(*)::DOUBLE AS rows, min(at_ms) AS first_at, max(at_ms) AS last_at,
      ${count('failed')} AS failed, ${count(isPair)} AS labelled,
      max(at_ms) FILTER (WHERE ${isPair}) AS last_labelled_at,
      count(probability)::DOUBLE AS probabilities, ${count('bad_probability')} AS bad_probabilities,
      count(latency_ms)::DOUBLE AS latencies, ${count('bad_latency')} AS bad_latencies,
      ${count(`NOT failed AND prediction IS NOT NULL AND actual IS NOT NULL AND NOT (${isPair})`)} AS bad_quantities,
      min(${label}) FILTER (WHERE ${isPair}) AS min_actual, max(${label}) FILTER (WHERE ${isPair}) AS max_actual
    FROM ${relation} GROUP BY 1 ORDER BY 1`;
}

function toRowCounts(row: Row): RowCounts {
  const optional = (value: unknown) => (value === null ? null : Number(value));
  return {
    rows: Number(row.rows),
    firstAtMs: optional(row.first_at),
    lastAtMs: optional(row.last_at),
    failed: Number(row.failed),
    labelled: Number(row.labelled),
    lastLabelledAtMs: optional(row.last_labelled_at),
    probabilities: Number(row.probabilities),
    badProbabilities: Number(row.bad_probabilities),
    latencies: Number(row.latencies),
    badLatencies: Number(row.bad_latencies),
    badQuantities: Number(row.bad_quantities),
    minActual: optional(row.min_actual),
    maxActual: optional(row.max_actual),
  };
}

function groupOutcomes(rows: readonly Row[]): Map<number, OutcomeCount[]> {
  const groups = new Map<number, OutcomeCount[]>();
  for (const { grp, prediction, actual, rows: count } of rows) {
    const outcome = { prediction: String(prediction), actual: String(actual), rows: Number(count) };
    const group = groups.get(Number(grp));
    if (group === undefined) groups.set(Number(grp), [outcome]);
    else group.push(outcome);
  }
  return groups;
}
