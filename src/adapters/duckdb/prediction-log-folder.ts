import { filesOf } from '../../predictions/log-state.js';
import type { PredictionLog } from '../../predictions/ports.js';
import { openCommitLogFolder } from '../commit-log-folder.js';
import { inside, type Location } from '../location.js';
import { countPredictions } from './prediction-count.js';
import { stageInputs } from './prediction-staging.js';
import { sweepLeftovers, writeRejects } from './row-folder.js';
import { withDuckDb } from './session.js';
import { StagedFiles } from './staged-files.js';

/**
 * The prediction log of a model in the registry's data folder: `predictions/<model>/log/` holds its commits,
 * `predictions/<model>/data/` the Parquet files they name. Opening touches nothing.
 */
export function openPredictionLog(
  dataFolder: Location,
  model: string,
  warn: (message: string) => void,
): PredictionLog {
  const folder = predictionFolder(dataFolder, model);
  const temporary = inside(dataFolder, 'tmp');
  return {
    commits: openCommitLogFolder({ ...inside(folder, 'log'), warn }),
    stage: (request, work) =>
      withDuckDb({ temporary }, async (session) =>
        work(
          new StagedFiles(
            session,
            await stageInputs(session, request),
            request.purpose,
            inside(folder, 'data'),
          ),
        ),
      ),
    count: (state, request) =>
      countPredictions({ folder: inside(folder, 'data'), temporary }, state, request),
    writeRejects: (rejects) => writeRejects(inside(dataFolder, 'rejects'), model, rejects),
    sweep: (state) => sweepLeftovers(inside(folder, 'data'), filesOf(state)),
  };
}

/** Where the log of a model lies; `data` in it holds the files that its state names. */
export function predictionFolder(dataFolder: Location, model: string): Location {
  return inside(inside(dataFolder, 'predictions'), model);
}
