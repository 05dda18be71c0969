import type { Column } from '../../predictions/column-kind.js';
import type { OutcomeLog } from '../../predictions/outcome-ports.js';
import { openCommitLogFolder } from '../commit-log-folder.js';
import { inside, type Location } from '../location.js';

/** The column of a metric's values, named as that of a label is: outcomes are read like labels. */
export const OUTCOME_VALUE: Column = { name: 'actual', sqlType: 'DOUBLE', kind: 'number' };

/**
 * The recorded outcomes of a model in the registry's data folder: `outcomes/<model>/log/` holds the commits,
 * `outcomes/<model>/data/` the Parquet files they name. Opening touches nothing.
 */
export function openOutcomeLog(
  dataFolder: Location,
  model: string,
  warn: (message: string) => void,
): OutcomeLog {
  const folder = outcomeFolder(dataFolder, model);
  return { commits: openCommitLogFolder({ ...inside(folder, 'log'), warn }) };
}

/** Where the outcome log of a model lies; `data` in it holds the files that its state names. */
export function outcomeFolder(dataFolder: Location, model: string): Location {
  return inside(inside(dataFolder, 'outcomes'), model);
}
