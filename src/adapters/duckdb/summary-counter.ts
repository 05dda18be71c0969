import type { ColumnSummary } from '../../drift/column-summary.js';

/** How one column is summarized within a query that does it for many. */
export interface ColumnCounter {
  readonly name: string;
  /** What to select from the data, under names that end in `index`. */
  readonly inputs: (index: number) => string;
  /** SQL of a struct that aggregates them. */
  readonly aggregate: (index: number) => string;
  /** What the struct says of `rows` rows, and how many of them have a value that the baseline does not list. */
  readonly read: (rows: number, struct: unknown) => { summary: ColumnSummary; unlistedRows: number };
  /** SQL of a row's value as text where the baseline does not list it, else null. */
  readonly unlistedText: string;
}
