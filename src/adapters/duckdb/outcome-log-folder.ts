import { outcomeFilesOf } from '../../predictions/outcome-log-state.js';
import type { OutcomeLog } from '../../predictions/outcome-ports.js';
import { openCommitLogFolder } from '../commit-log-folder.js';
import { inside, type Location } from '../location.js';
import { checkOutcomes } from './outcome-checks.js';
import { stageInputs } from './prediction-staging.js';
import { sweepLeftovers, writeRejects } from './row-folder.js';
import { withDuckDb } from './session.js';
import { StagedOutcomeFiles } from './staged-outcomes.js';

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
  return {
    commits: openCommitLogFolder({ ...inside(folder, 'log'), warn }),
    stage: (request, work) =>
      withDuckDb({ temporary: inside(dataFolder, 'tmp') }, async (session) => {
        const staging = { ...request, textColumns: [], expectedKinds: new Map() };
        const files = await stageInputs(session, staging, checkOutcomes(request.versions));
        return work(new StagedOutcomeFiles(session, files, inside(folder, 'data'), request.now));
      }),
    writeRejects: (rejects) => writeRejects(inside(dataFolder, 'rejects'), model, rejects),
    sweep: (state) => sweepLeftovers(inside(folder, 'data'), outcomeFilesOf(state)),
  };
}

/** Where the outcome log of a model lies; `data` in it holds the files that its state names. */
export function outcomeFolder(dataFolder: Location, model: string): Location {
  return inside(inside(dataFolder, 'outcomes'), model);
}
