import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.pipe(v.number(), v.finite());

/** What the rows of one column of numbers amount to. */
export const numberSummarySchema = v.strictObject({
  type: v.literal('numbers'),
  rows: count,
  nulls: count,
  nan: count,
  infinite: count,
  /** Finite values per bin of the column's edges, one more than there are edges. */
  counts: v.array(count),
  /** Of the finite values; null without any, and where the sums overflow. */
  min: v.nullable(finite),
  max: v.nullable(finite),
  mean: v.nullable(finite),
  sd: v.nullable(finite),
});

/** The same for a column of categories. */
export const categorySummarySchema = v.strictObject({
  type: v.literal('categories'),
  rows: count,
  nulls: count,
  /** Rows per category of the baseline, in its order. */
  counts: v.array(count),
  /** Rows whose value is none of them. */
  unlisted: count,
});

export type NumberSummary = v.InferOutput<typeof numberSummarySchema>;
export type CategorySummary = v.InferOutput<typeof categorySummarySchema>;

/** A value, and how many rows have it. */
export interface ValueCount {
  readonly value: string;
  readonly rows: number;
}

/** A column that holds values of another type than the reference. */
export interface MismatchSummary {
  readonly type: 'mismatch';
  readonly rows: number;
  readonly nulls: number;
  /** What it holds instead, in words: `text`, `numbers`, ... */
  readonly found: string;
}

/** How often rows repeat an earlier one in some columns. */
export interface RepeatSummary {
  readonly type: 'repeats';
  readonly rows: number;
  /** Rows without any value in these columns. */
  readonly nulls: number;
  /** Rows whose values came before; an estimate of millions. */
  readonly repeated: number;
}

export type ColumnSummary = NumberSummary | CategorySummary | MismatchSummary | RepeatSummary;

/** How many values lie below and above a range. */
export interface OutsideCounts {
  readonly below: number;
  readonly above: number;
}

/**
 * One column of the current data, counted in the bins of the baseline, with the most frequent of the values that the
 * baseline does not list.
 */
export type CurrentSummary = ColumnSummary & {
  readonly unlistedValues: readonly ValueCount[];
  /** Only of numbers for which a range was given. */
  readonly outside?: OutsideCounts;
};
