import type { ColumnRequest } from '../../drift/ports.js';
import { quoteName, quoteText } from './session.js';
import type { ColumnCounter } from './summary-counter.js';

/** @param text SQL of the value as text */
export function countCategories(
  { name, categories }: Extract<ColumnRequest, { type: 'categories' }>,
  text: string,
): ColumnCounter {
  // As a type of their own, whose cast makes null of any other value: memory stays bounded whatever the data holds.
  const type = `ENUM(${categories.map(quoteText).join(', ')})`;
  const code = `enum_code(TRY_CAST(${text} AS ${type}))`;
  const unlisted = categories.length;
  const counter = countCodes(categories.length + 1);
  return {
    name,
    expression: `CASE WHEN ${text} IS NOT NULL THEN coalesce(${code}, ${unlisted}) END::DOUBLE`,
    add: counter.add,
    finish: () => {
      const { rows, nulls, counts } = counter.result;
      const unlistedRows = counts[unlisted] ?? 0;
      return {
        summary: {
          type: 'categories',
          rows,
          nulls,
          counts: counts.slice(0, unlisted),
          unlisted: unlistedRows,
        },
        unlistedRows,
      };
    },
    unlistedText: `CASE WHEN TRY_CAST(${text} AS ${type}) IS NULL THEN ${text} END`,
  };
}

/** Of a column of another type than the reference, only whether it holds anything. */
export function countPresence({ name, found }: Extract<ColumnRequest, { type: 'presence' }>): ColumnCounter {
  const counter = countCodes(1);
  return {
    name,
    expression: `CASE WHEN ${quoteName(name)} IS NOT NULL THEN 0 END::DOUBLE`,
    add: counter.add,
    finish: () => {
      const { rows, nulls } = counter.result;
      return { summary: { type: 'mismatch', rows, nulls, found }, unlistedRows: 0 };
    },
    unlistedText: 'NULL',
  };
}

/** Counts the whole numbers 0 .. size - 1, and nulls. */
function countCodes(size: number): Pick<ColumnCounter, 'add'> & {
  readonly result: { rows: number; nulls: number; counts: number[] };
} {
  const result = { rows: 0, nulls: 0, counts: new Array<number>(size).fill(0) };
  return {
    result,
    add: ({ values, isNull }) => {
      // By index: an iterator takes ten times as long.
      for (let index = 0; index < values.length; index++) {
        const code = values[index] ?? 0;
        if (isNull?.(index)) result.nulls++;
        else result.counts[code] = (result.counts[code] ?? 0) + 1;
      }
      result.rows += values.length;
    },
  };
}
