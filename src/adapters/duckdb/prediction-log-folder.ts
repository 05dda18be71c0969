import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import type { Reject } from '../../predictions/ingest-report.js';
import { filesOf } from '../../predictions/log-state.js';
import type { PredictionLog, StagedInput, StageRequest } from '../../predictions/ports.js';
import { openCommitLogFolder } from '../commit-log-folder.js';
import { replaceFile } from '../durable-file.js';
import { fileError } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { sha256 } from '../sha256.js';
import { findInputFiles } from './input-files.js';
import { stageFile } from './prediction-staging.js';
import { MAX_LISTED } from './rejects.js';
import { renderRejects } from './rejects-file.js';
import { type DuckDbSession, withDuckDb } from './session.js';
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
        work(await stageInput(session, request, inside(folder, 'data'))),
      ),
    writeRejects: (rejects) => writeRejects(inside(dataFolder, 'rejects'), model, rejects),
    sweep: (state) => sweepLeftovers(inside(folder, 'data'), filesOf(state)),
  };
}

/** Where the log of a model lies; `data` in it holds the files that its state names. */
export function predictionFolder(dataFolder: Location, model: string): Location {
  return inside(inside(dataFolder, 'predictions'), model);
}

async function stageInput(
  session: DuckDbSession,
  request: StageRequest,
  target: Location,
): Promise<StagedInput> {
  const inputs = await findInputFiles(session, request.inputs, {
    ...(request.format === null ? {} : { format: request.format }),
    ...(request.stdin === null ? {} : { stdin: request.stdin }),
  });
  const totalBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const staged = [];
  let doneBytes = 0;
  let listable = MAX_LISTED;
  for (const [index, input] of inputs.entries()) {
    const before = doneBytes;
    const onProgress = (bytes: number) => request.onProgress(before + bytes, totalBytes);
    const file = await stageFile(session, input, index, { ...request, onProgress });
    const listed = file.rejects.listed.slice(0, listable);
    staged.push({ ...file, rejects: { ...file.rejects, listed } });
    listable -= listed.length;
    doneBytes += input.bytes;
  }
  return new StagedFiles(session, staged, request.purpose, target);
}

/** The same rejects always make the same file, so that trying again leaves no second one. */
async function writeRejects(folder: Location, model: string, rejects: readonly Reject[]): Promise<string> {
  const text = renderRejects(rejects);
  const file = inside(folder, `${model}-${sha256(text).slice(0, 12)}.csv`);
  try {
    await mkdir(folder.path, { recursive: true });
  } catch (error) {
    throw fileError(error, 'create', folder.place);
  }
  await replaceFile(file, text);
  return file.place;
}

const DAY_MS = 86_400_000;

/**
 * Removes files of ingests that were killed before they committed. What cannot be removed does no harm: the next sweep
 * meets it again.
 */
async function sweepLeftovers(folder: Location, known: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder.path).catch(() => []);
  for (const name of names.filter((candidate) => !known.has(candidate))) {
    const { path } = inside(folder, name);
    const stats = await stat(path).catch(() => undefined);
    // A younger one may belong to an ingest that is about to commit.
    if (stats !== undefined && Date.now() - stats.mtimeMs > DAY_MS) await unlink(path).catch(() => undefined);
  }
}
