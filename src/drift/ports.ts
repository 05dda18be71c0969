import type { GenericSchema } from 'valibot';
import type { Baseline } from './baseline.js';
import type { CurrentSummary, ValueCount } from './column-summary.js';
import type { ValueKind } from './value-kind.js';

export interface DataColumn {
  readonly name: string;
  readonly kind: ValueKind;
}

/** From `min` to `max`, both included. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
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
      /** Values outside are counted apart as well; null: none are. */
      readonly range: NumberRange | null;
    }
  | { readonly type: 'categories'; readonly name: string; readonly categories: readonly string[] }
  /** How often the values of several columns together are those of an earlier row. */
  | { readonly type: 'repeats'; readonly name: string; readonly columns: readonly string[] }
  /** Of another type than the reference: only whether it holds anything matters. */
  | { readonly type: 'presence'; readonly name: string; readonly found: string };

/** A column, and the values of it, as text, whose rows are a segment each. */
export interface SegmentRequest {
  readonly column: string;
  readonly values: readonly string[];
  /** `ranges[s][r]` takes the place of the range of numbers of request r in segment s, unless it is null. */
  readonly ranges: readonly (readonly (NumberRange | null)[])[];
}

/** What stands for no value where segments are made. */
export const NO_VALUE = '(missing)';

/** A table of rows, read as often as asked. Results do not depend on the order of its rows. */
export interface DataSet {
  /** For messages. */
  readonly place: string;
  readonly columns: readonly DataColumn[];
  /** One pass over the data for all columns asked for, by name; empty when there are no rows. */
  summarize(requests: readonly ColumnRequest[]): Promise<ReadonlyMap<string, CurrentSummary>>;
  /**
   * The same for each of several values of a column, one pass for all of them unless they are very many. The most
   * frequent of unlisted values are not looked for.
   */
  summarizeSegments(
    segments: SegmentRequest,
    requests: readonly ColumnRequest[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, CurrentSummary>>>;
  /**
   * The finite values of columns of numbers, ascending: one more pass, and 8 bytes a value.
   * @param limit of more rows than this, only every k-th is taken
   */
  sortedValues(names: readonly string[], limit?: number): Promise<ReadonlyMap<string, Float64Array>>;
  /** @param limit how many values are listed at most */
  frequentValues(name: string, limit: number): Promise<FrequentValues>;
  /** For work on these rows whose result is worth keeping. */
  readonly remember: Remember;
}

/**
 * Does work on rows, unless they cannot have changed since it was done before: then what came of it is known.
 * @param task all that the result depends on beside the rows, as JSON
 * @param schema what a result looks like; it must be JSON
 */
export type Remember = <T>(
  task: unknown,
  schema: GenericSchema<unknown, T>,
  work: () => Promise<T>,
) => Promise<T>;

/** Of rows that may change at any time. */
export const rememberNothing: Remember = (_task, _schema, work) => work();

/** The values of a column as text, nulls left out. */
export interface FrequentValues {
  readonly rows: number;
  /** How many different ones there are. */
  readonly distinct: number;
  /** The most frequent first. */
  readonly values: readonly ValueCount[];
}

/** What identifies a stored baseline: the folder it lies in, and the SHA-256 of its description. */
export interface BaselineKey {
  readonly id: string;
  readonly sha256: string;
}

/** Baselines by the hash of what they were made from: the same training data gives the same one. */
export interface BaselineStore {
  /** @throws GovError integrity when it is missing or not what was stored. */
  read(key: BaselineKey): Promise<Baseline>;
  /** An intact one that is already there. */
  find(id: string): Promise<StoredBaseline | undefined>;
}

export interface StoredBaseline {
  readonly key: BaselineKey;
  readonly baseline: Baseline;
}

/** A column to keep, and what it is called in the data. */
export interface KeptColumn {
  readonly name: string;
  readonly source: string;
}

/** Training data, open for making a baseline. */
export interface TrainingData {
  readonly data: DataSet;
  /**
   * Stores a baseline, unless the same one is there already.
   * @param describe the baseline, given the file that holds the rows kept
   */
  store(
    request: StoreRequest,
    describe: (reference: Baseline['reference']) => Baseline,
  ): Promise<StoredBaseline>;
}

export interface StoreRequest {
  readonly id: string;
  /** Whose rows are kept. */
  readonly columns: readonly KeptColumn[];
  /** False: do everything but keep the result, for a dry run. */
  readonly publish: boolean;
}
