import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import type { Reject } from '../../predictions/ingest-report.js';
import { replaceFile } from '../durable-file.js';
import { fileError } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { sha256 } from '../sha256.js';
import { renderRejects } from './rejects-file.js';

/** The same rejects always make the same file, so that trying again leaves no second one. */
export async function writeRejects(
  folder: Location,
  model: string,
  rejects: readonly Reject[],
): Promise<string> {
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
export async function sweepLeftovers(folder: Location, known: ReadonlySet<string>): Promise<void> {
  const names = await readdir(folder.path).catch(() => []);
  for (const name of names.filter((candidate) => !known.has(candidate))) {
    const { path } = inside(folder, name);
    const stats = await stat(path).catch(() => undefined);
    // A younger one may belong to an ingest that is about to commit.
    if (stats !== undefined && Date.now() - stats.mtimeMs > DAY_MS) await unlink(path).catch(() => undefined);
  }
}
