import type { ValueKind } from '../../drift/value-kind.js';
import {
  type Grouping,
  type MeasuredColumns,
  NO_GROUP,
} from '../../governance/performance/performance-data.js';
import { quoteName, quoteText } from './session.js';
import type { Table } from './summary-data-set.js';
import { valueText } from './summary-values.js';

/** Predictions or labels: SQL over the measured relation. */
export interface MeasuredValue {
  readonly holds: 'numbers' | 'classes';
  readonly text: string;
  readonly number: string;
}

export interface MeasuredRelation {
  readonly select: string;
  readonly names: readonly string[];
  readonly textOf: { readonly prediction: MeasuredValue | null; readonly actual: MeasuredValue | null };
}

/**
 * A SELECT of what performance needs of each request. `failed` is never null; `probability` and `latency_ms` are null
 * unless they can be used, and `bad_...` says whether something was there that cannot.
 */
export function measuredRelation(
  { relation, columns }: Table,
  measured: MeasuredColumns,
  grouping: Grouping | null,
): MeasuredRelation {
  const kindOf = (name: string): ValueKind => columns.find((column) => column.name === name)?.kind ?? 'empty';
  const number = (name: string | null) =>
    name === null ? 'NULL::DOUBLE' : `TRY_CAST(${quoteName(name)} AS DOUBLE)`;
  const isThere = (name: string | null) => (name === null ? 'false' : `${quoteName(name)} IS NOT NULL`);
  const failed = failedIn(measured.error, kindOf);
  const probability = number(measured.probability);
  const goodProbability = `coalesce(${probability} BETWEEN 0 AND 1, false)`;
  const latency = number(measured.latencyMs);
  const goodLatency = `coalesce(${latency} > 0 AND isfinite(${latency}), false)`;
  const values: Record<string, string> = {
    grp: groupOf(grouping, measured.timestamp, kindOf),
    at_ms: instantMs(measured.timestamp, kindOf),
    failed,
    prediction: storedValue(measured.prediction, kindOf),
    actual: storedValue(measured.actual, kindOf),
    probability: `CASE WHEN NOT ${failed} AND ${goodProbability} THEN ${probability} END`,
    bad_probability: `NOT ${failed} AND ${isThere(measured.probability)} AND NOT ${goodProbability}`,
    latency_ms: `CASE WHEN NOT ${failed} AND ${goodLatency} THEN ${latency} END`,
    bad_latency: `NOT ${failed} AND ${isThere(measured.latencyMs)} AND NOT ${goodLatency}`,
  };
  const list = Object.entries(values).map(([name, value]) => `${value} AS ${name}`);
  return {
    select: `SELECT ${list.join(', ')} FROM ${relation}`,
    names: Object.keys(values),
    textOf: {
      prediction: measuredValue('prediction', measured.prediction, kindOf),
      actual: measuredValue('actual', measured.actual, kindOf),
    },
  };
}

/** A number with a fraction stays one, since its text would be long; everything else is kept as text, exactly. */
function storedValue(name: string | null, kindOf: (name: string) => ValueKind): string {
  if (name === null) return 'NULL::VARCHAR';
  const kind = kindOf(name);
  return kind === 'number' ? `CAST(${quoteName(name)} AS DOUBLE)` : valueText(name, kind);
}

function measuredValue(
  stored: string,
  name: string | null,
  kindOf: (name: string) => ValueKind,
): MeasuredValue | null {
  if (name === null) return null;
  const kind = kindOf(name);
  return {
    holds: kind === 'number' || kind === 'integer' ? 'numbers' : 'classes',
    text: kind === 'number' ? valueText(stored, kind) : stored,
    number: `TRY_CAST(${stored} AS DOUBLE)`,
  };
}

/** SQL for whether a request failed: an error is a text, or true, or a number other than 0. */
export function failedIn(name: string | null, kindOf: (name: string) => ValueKind): string {
  if (name === null) return 'false';
  const column = quoteName(name);
  switch (kindOf(name)) {
    case 'boolean':
      return `coalesce(${column}, false)`;
    case 'integer':
    case 'number':
      return `coalesce(${column} <> 0, false)`;
    default:
      return `coalesce(CAST(${column} AS VARCHAR) <> '', false)`;
  }
}

/** An instant without a zone is UTC, which is the session's. */
function instantIn(name: string | null, kindOf: (name: string) => ValueKind): string {
  if (name === null) return 'NULL::TIMESTAMPTZ';
  const column = quoteName(name);
  return kindOf(name) === 'timestamp'
    ? `CAST(${column} AS TIMESTAMPTZ)`
    : `TRY_CAST(CAST(${column} AS VARCHAR) AS TIMESTAMPTZ)`;
}

function instantMs(name: string | null, kindOf: (name: string) => ValueKind): string {
  return `(epoch_us(${instantIn(name, kindOf)}) / 1000)::DOUBLE`;
}

function groupOf(
  grouping: Grouping | null,
  timestamp: string | null,
  kindOf: (name: string) => ValueKind,
): string {
  if (grouping === null) return '0::DOUBLE';
  if (grouping.kind === 'period') {
    const start = `date_trunc('${grouping.period}', ${instantIn(timestamp, kindOf)})`;
    return `coalesce(epoch_ms(${start}), ${NO_GROUP})::DOUBLE`;
  }
  const text = valueText(grouping.column, kindOf(grouping.column));
  const values = `[${grouping.values.map(quoteText).join(', ')}]::VARCHAR[]`;
  // Places of a list begin with 1.
  return `(coalesce(list_position(${values}, ${text}), 0) - 1)::DOUBLE`;
}
