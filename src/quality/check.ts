import type { QualityKind } from './finding.js';

/** One check and what it saw, before anything is made of it. */
export interface QualityCheck {
  readonly kind: QualityKind;
  readonly column: string | null;
  /** Share of rows that are not as they should be. */
  readonly observed: number;
  /** The same as far as it is nothing new: in the reference, or by chance. */
  readonly expected: number;
  /** From which share on there is something to say. */
  readonly limit: number;
  /** Rows looked at. */
  readonly n: number;
  /** That chance alone makes as much of it; null where chance has no part. */
  readonly pValue: number | null;
  /** The figures in words. */
  readonly text: string;
}
