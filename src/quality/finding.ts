/**
 * What can be wrong with data.
 * - `missing`: more nulls than the reference has. `not-finite`: the same for NaN and infinite values.
 * - `type-mismatch`: holds another type of value than the reference.
 * - `constant`: one value only, where the reference varies.
 * - `new-category`, `out-of-range`: values that the reference does not have, or not as large or small.
 * - `repeated`: requests or rows that came before. `conflicting`: requests that came again and said something else.
 * - `impossible`: a probability outside 0 .. 1, a latency of 0 or less.
 * - `no-prediction`: requests that did not fail and have none.
 * - `stale`: no predictions for longer than expected.
 */
export const QUALITY_KINDS = [
  'missing',
  'not-finite',
  'type-mismatch',
  'constant',
  'new-category',
  'out-of-range',
  'repeated',
  'conflicting',
  'impossible',
  'no-prediction',
  'stale',
] as const;

export type QualityKind = (typeof QUALITY_KINDS)[number];

/**
 * `severe`: the check fails; a tenth of the rows or more are broken, whatever the world does. `moderate`: it warns.
 */
export type QualitySeverity = 'moderate' | 'severe';

/** Something wrong with the data itself. */
export interface QualityFinding {
  readonly kind: QualityKind;
  /** Null when it is about the requests as a whole. */
  readonly column: string | null;
  readonly severity: QualitySeverity;
  /** Share of rows, 0 .. 1; of `stale` the age in hours, null where there is no prediction at all. */
  readonly observed: number | null;
  /** From which on it is a finding, in the unit of `observed`. */
  readonly limit: number;
  /** Rows that were looked at. */
  readonly n: number;
  /** Adjusted for the number of checks (Benjamini-Hochberg); null where nothing is left to chance. */
  readonly adjustedPValue: number | null;
  readonly message: string;
}
