import { NumberCounter } from '../../drift/count-numbers.js';
import type { ColumnRequest } from '../../drift/ports.js';
import { quoteName } from './session.js';
import type { ColumnCounter } from './summary-counter.js';

/** @param text SQL of the value as text */
export function countNumbers(
  { name, edges, center, values, range }: Extract<ColumnRequest, { type: 'numbers' }>,
  text: string,
): ColumnCounter {
  const counter = new NumberCounter(edges, center, range);
  const expression = `CAST(${quoteName(name)} AS DOUBLE)`;
  const listedBins = (values ?? []).map((value) => edges.indexOf(value));
  return {
    name,
    expression,
    add: (chunk) => counter.add(chunk.values, chunk.isNull),
    finish: () => {
      const summary = {
        ...counter.summary(),
        ...(range === null ? {} : { outside: counter.outside() }),
      };
      const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
      const listed = total(listedBins.map((bin) => summary.counts[bin] ?? 0));
      return { summary, unlistedRows: values === null ? 0 : total(summary.counts) - listed };
    },
    unlistedText:
      values === null
        ? 'NULL'
        : `CASE WHEN isfinite(${expression}) AND ${expression} NOT IN (${values.map(literalNumber).join(', ')}) THEN ${text} END`,
  };
}

/** A double in SQL. Without an exponent DuckDB would read a DECIMAL and round it on the way. */
function literalNumber(value: number): string {
  return value.toExponential();
}
