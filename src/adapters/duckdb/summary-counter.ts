import type { ColumnSummary, CurrentSummary } from '../../drift/column-summary.js';
import type { ChunkColumn } from './summary-chunks.js';

/** How one column is summarized in a pass over the data that does it for many. */
export interface ColumnCounter {
  readonly name: string;
  /** SQL of what to read of a row, a DOUBLE. */
  readonly expression: string;
  readonly add: (chunk: ChunkColumn) => void;
  /** After the last chunk: the result, and how many rows have a value that the baseline does not list. */
  readonly finish: () => { summary: ColumnSummary & Pick<CurrentSummary, 'outside'>; unlistedRows: number };
  /** SQL of a row's value as text where the baseline does not list it, else null. */
  readonly unlistedText: string;
}
