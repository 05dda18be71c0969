import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { staleTemporaries, sweepTemporaries } from './durable-file.js';
import { fileError, isMissing } from './file-errors.js';
import type { Location } from './location.js';
import { DATA_FOLDER } from './registry-layout.js';

/**
 * Temporary files that killed writers left in a registry more than an hour ago: beside the snapshot and anywhere in the
 * data folder. They are harmless, and in the way of nobody. Paths within the registry.
 */
export async function findLeftovers({ path: folder, place }: Location): Promise<string[]> {
  const names = [
    ...(await listIfPresent(folder, place, false)),
    ...(await listIfPresent(path.join(folder, DATA_FOLDER), place, true)).map((name) =>
      path.join(DATA_FOLDER, name),
    ),
  ];
  return staleTemporaries(folder, names);
}

/** Removes them. @returns how many are gone */
export async function removeLeftovers(registry: Location): Promise<number> {
  const stale = await findLeftovers(registry);
  await sweepTemporaries(registry.path, stale);
  return stale.length - (await staleTemporaries(registry.path, stale)).length;
}

async function listIfPresent(folder: string, place: string, recursive: boolean): Promise<string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(error, 'list', place);
  }
}
