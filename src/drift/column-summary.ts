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

/** A column that holds values of another type than the reference. */
const mismatchSummarySchema = v.strictObject({
  type: v.literal('mismatch'),
  rows: count,
  nulls: count,
  /** What it holds instead, in words: `text`, `numbers`, ... */
  found: v.string(),
});

/** How often rows repeat an earlier one in some columns. */
const repeatSummarySchema = v.strictObject({
  type: v.literal('repeats'),
  rows: count,
  /** Rows without any value in these columns. */
  nulls: count,
  /** Rows whose values came before; an estimate of millions. */
  repeated: v.pipe(finite, v.minValue(0)),
});

/** A value, and how many rows have it. */
export const valueCountSchema = v.strictObject({ value: v.string(), rows: count });

/** How many values lie below and above a range. */
const outsideCountsSchema = v.strictObject({ below: count, above: count });

const ofCurrentData = {
  /** The most frequent of the values that the baseline does not list. */
  unlistedValues: v.pipe(v.array(valueCountSchema), v.readonly()),
  /** Only of numbers for which a range was given. */
  outside: v.exactOptional(outsideCountsSchema),
};

/** One column of the current data, counted in the bins of the baseline. */
export const currentSummarySchema = v.variant('type', [
  v.strictObject({ ...numberSummarySchema.entries, ...ofCurrentData }),
  v.strictObject({ ...categorySummarySchema.entries, ...ofCurrentData }),
  v.strictObject({ ...mismatchSummarySchema.entries, ...ofCurrentData }),
  v.strictObject({ ...repeatSummarySchema.entries, ...ofCurrentData }),
]);

export type NumberSummary = v.InferOutput<typeof numberSummarySchema>;
export type CategorySummary = v.InferOutput<typeof categorySummarySchema>;
export type RepeatSummary = v.InferOutput<typeof repeatSummarySchema>;
export type ColumnSummary =
  | NumberSummary
  | CategorySummary
  | v.InferOutput<typeof mismatchSummarySchema>
  | RepeatSummary;
export type ValueCount = v.InferOutput<typeof valueCountSchema>;
export type OutsideCounts = v.InferOutput<typeof outsideCountsSchema>;
export type CurrentSummary = v.InferOutput<typeof currentSummarySchema>;
