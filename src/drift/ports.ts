import type { CurrentSummary, ValueCount } from './column-summary.js';
import type { ValueKind } from './value-kind.js';

export interface DataColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** How one column of a data set is to be counted. */
export type ColumnRequest =
  | {
      readonly type: 'numbers';
      readonly name: string;
      /** Ascending and distinct: bin k holds the values above edges[k - 1] up to and including edges[k]. */
      readonly edges: readonly number[];
      /** A number near the mean, subtracted before summing so that no digits are lost. */
      readonly center: number;
      /** The values that have a bin of their own, any other being unlisted; null where bins span ranges. */
      readonly values: readonly number[] | null;
    }
  | { readonly type: 'categories'; readonly name: string; readonly categories: readonly string[] }
  /** Of another type than the reference: only whether it holds anything matters. */
  | { readonly type: 'presence'; readonly name: string; readonly found: string };

/** A table of rows, read as often as asked. Results do not depend on the order of its rows. */
export interface DataSet {
  /** For messages. */
  readonly place: string;
  readonly columns: readonly DataColumn[];
  /** One pass over the data for all columns asked for, by name; empty when there are no rows. */
  summarize(requests: readonly ColumnRequest[]): Promise<ReadonlyMap<string, CurrentSummary>>;
  /**
   * The finite values of columns of numbers, ascending: one more pass, and 8 bytes a value.
   * @param limit of more rows than this, only every k-th is taken
   */
  sortedValues(names: readonly string[], limit?: number): Promise<ReadonlyMap<string, Float64Array>>;
  /** The most frequent values as text, at most `limit`, and how many different ones there are. */
  frequentValues(
    name: string,
    limit: number,
  ): Promise<{ readonly distinct: number; readonly values: readonly ValueCount[] }>;
}
