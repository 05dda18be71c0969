import type { ColumnRequest } from '../../drift/ports.js';
import { quoteText } from './session.js';
import type { ColumnCounter } from './summary-counter.js';

/** What `aggregate` gives. */
interface Aggregate {
  readonly values: number;
  readonly categories: readonly string[] | null;
  readonly counts: readonly number[] | null;
}

/** @param text SQL of the value as text */
export function countCategories(
  { name, categories }: Extract<ColumnRequest, { type: 'categories' }>,
  text: string,
): ColumnCounter {
  // As a type of their own, whose cast makes null of any other value: memory stays bounded whatever the data holds.
  const type = `ENUM(${categories.map(quoteText).join(', ')})`;
  return {
    name,
    inputs: (index) => `${text} AS text${index}`,
    aggregate: (index) => {
      const counts = `histogram(TRY_CAST(text${index} AS ${type}))`;
      return `{
        values: count(text${index})::DOUBLE,
        categories: map_keys(${counts})::VARCHAR[],
        counts: map_values(${counts})::DOUBLE[]
      }`;
    },
    read: (rows, struct) => {
      const aggregate = struct as Aggregate;
      const found = new Map(
        (aggregate.categories ?? []).map((category, i) => [category, aggregate.counts?.[i] ?? 0]),
      );
      const counts = categories.map((category) => found.get(category) ?? 0);
      const unlisted = aggregate.values - counts.reduce((sum, count) => sum + count, 0);
      return {
        summary: { type: 'categories', rows, nulls: rows - aggregate.values, counts, unlisted },
        unlistedRows: unlisted,
      };
    },
    unlistedText: `CASE WHEN TRY_CAST(${text} AS ${type}) IS NULL THEN ${text} END`,
  };
}
