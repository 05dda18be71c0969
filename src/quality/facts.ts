/** One side of a column in figures; `min` and `max` are of the finite values of numbers. */
export interface SideFacts {
  readonly rows: number;
  readonly nulls: number;
  readonly nan: number;
  readonly infinite: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** What is known of a column once its drift was measured: a part of that result, so that nothing is measured twice. */
export interface ColumnFacts {
  readonly name: string;
  readonly role: string;
  readonly kind: string;
  readonly status: string;
  readonly reason: string | null;
  readonly reference: SideFacts;
  /** Null for a column that is not there. */
  readonly current: SideFacts | null;
  readonly measures: { readonly bins: readonly BinFacts[] } | null;
  readonly newValues: {
    readonly rows: number;
    readonly share: number;
    readonly values: readonly { readonly value: string; readonly rows: number }[];
  } | null;
  readonly outsideRange: {
    readonly rows: number;
    readonly share: number;
    readonly below: number;
    readonly above: number;
  } | null;
}

interface BinFacts {
  readonly label: string;
  readonly kind: string;
  readonly reference: number;
  readonly current: number;
}

/** How many of the values of a column are outside of what they may be. */
export interface BoundedFacts {
  readonly values: number;
  readonly outside: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** What is known of the requests, beside the features; null for what the data does not tell. */
export interface RequestFacts {
  readonly rows: number;
  readonly probability: BoundedFacts | null;
  readonly latencyMs: BoundedFacts | null;
  /** Rows without a prediction, and rows with an error, which explains the lack of one. */
  readonly predictions: { readonly missing: number; readonly errors: number } | null;
  readonly repeats: RepeatFacts | null;
}

export type RepeatFacts =
  /** Of a file: rows whose request id came before. */
  | { readonly of: 'request ids'; readonly repeated: number }
  /**
   * Of a file without request ids: rows of which all features came before. Where features have few values that happens
   * by itself, as in the reference; null: too few to look there.
   */
  | {
      readonly of: 'rows';
      readonly repeated: number;
      readonly reference: { readonly rows: number; readonly repeated: number } | null;
    }
  /** Of the log, which keeps the first: requests that came again and then said something else. */
  | { readonly of: 'log'; readonly conflicting: number };

export interface FreshnessFacts {
  /** Of the newest prediction; null when there is none at all. */
  readonly newestAt: string | null;
  readonly now: string;
  readonly maxAgeHours: number;
}
