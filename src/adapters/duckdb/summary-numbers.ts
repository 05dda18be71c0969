import type { NumberSummary } from '../../drift/column-summary.js';
import type { ColumnRequest } from '../../drift/ports.js';
import { quoteName } from './session.js';
import type { ColumnCounter } from './summary-counter.js';

/** What `aggregate` gives. */
interface Aggregate {
  readonly values: number;
  readonly finite: number;
  readonly nan: number;
  readonly unlisted: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly squares: number | null;
  readonly counts: readonly number[] | null;
}

/** @param text SQL of the value as text */
export function countNumbers(
  { name, edges, center, values }: Extract<ColumnRequest, { type: 'numbers' }>,
  text: string,
): ColumnCounter {
  const finite = finiteOrNull(name);
  const isUnlisted = (value: string) =>
    values === null ? 'false' : `${value} NOT IN (${values.map(literalNumber).join(', ')})`;
  return {
    name,
    inputs: (index) => `${quoteName(name)} AS raw${index}, ${finite} AS finite${index}`,
    aggregate: (index) => {
      const difference = `(finite${index} - ${literalNumber(center)})`;
      // `histogram` would count NaN in its lowest bin, so only finite values reach it.
      return `{
        values: count(raw${index})::DOUBLE,
        finite: count(finite${index})::DOUBLE,
        nan: count_if(isnan(CAST(raw${index} AS DOUBLE)))::DOUBLE,
        unlisted: count_if(${isUnlisted(`finite${index}`)})::DOUBLE,
        min: min(finite${index}),
        max: max(finite${index}),
        sum: fsum(${difference}),
        squares: fsum(${difference} * ${difference}),
        counts: map_values(histogram(finite${index}, [${edges.map(literalNumber).join(', ')}]))::DOUBLE[]
      }`;
    },
    read: (rows, struct) => {
      const aggregate = struct as Aggregate;
      return {
        summary: readSummary(rows, aggregate, edges.length + 1, center),
        unlistedRows: aggregate.unlisted,
      };
    },
    unlistedText: `CASE WHEN ${isUnlisted(finite)} THEN ${text} END`,
  };
}

/** SQL of a column's value as a double, null where it is not finite. */
export function finiteOrNull(name: string): string {
  const value = `CAST(${quoteName(name)} AS DOUBLE)`;
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}

/** A double in SQL. Without an exponent DuckDB would read a DECIMAL and round it on the way. */
function literalNumber(value: number): string {
  return value.toExponential();
}

function readSummary(rows: number, aggregate: Aggregate, bins: number, center: number): NumberSummary {
  const { values, finite, nan, min, max, counts } = aggregate;
  return {
    type: 'numbers',
    rows,
    nulls: rows - values,
    nan,
    infinite: values - finite - nan,
    // An empty last bin is left out, and without a finite value there is none.
    counts: Array.from({ length: bins }, (_, bin) => counts?.[bin] ?? 0),
    min,
    max,
    ...momentsOf(aggregate, center),
  };
}

/** Digits kept of a standard deviation, and of a mean beside it. */
const DIGITS = 7;

/**
 * Mean and standard deviation (dividing by n). The last few of a sum's 16 digits depend on the order of the rows,
 * which two threads change from run to run: rounding takes those digits away.
 */
function momentsOf(
  { finite, min, max, sum, squares }: Aggregate,
  center: number,
): Pick<NumberSummary, 'mean' | 'sd'> {
  if (min !== null && min === max) return { mean: min, sd: 0 };
  if (sum === null || squares === null) return { mean: null, sd: null };
  const shift = sum / finite;
  const mean = center + shift;
  const sd = Number(Math.sqrt(Math.max(0, squares / finite - shift ** 2)).toPrecision(DIGITS));
  if (!Number.isFinite(mean) || !Number.isFinite(sd)) return { mean: null, sd: null };
  const step = sd > 0 ? 10 ** (Math.floor(Math.log10(sd)) - DIGITS + 1) : 0;
  const rounded = step > 0 ? Math.round(mean / step) * step : mean;
  return { mean: Number(rounded.toPrecision(15)), sd };
}
