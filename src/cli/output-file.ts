import path from 'node:path';
import { isSymbolicLink, replaceFile } from '../adapters/durable-file.js';
import { isMissing } from '../adapters/file-errors.js';
import type { Location } from '../adapters/location.js';
import { readTextIfPresent } from '../adapters/text-file.js';
import { GovError } from '../core/errors.js';

/**
 * Writes a file that a person named, whole or not at all. It takes the place of an earlier one like it and of nothing
 * else: a slip of the pen must not replace a model, a log or the data that was checked. A symbolic link is not followed,
 * since what it points to, such as the report of another day, is not what was named.
 * @param mark text that every file of its kind has, and no other
 * @throws GovError input when something else is there, or as the system says.
 */
export async function writeOutputFile(cwd: string, file: string, text: string, mark: string): Promise<void> {
  const location = { path: path.resolve(cwd, file), place: file };
  if (await isSymbolicLink(location)) {
    throw new GovError('input', `${file}: is a symbolic link`, {
      hint: 'name the file that it points to, or remove it first',
    });
  }
  const present = readPresent(location);
  if (present !== '' && !present.includes(mark)) {
    throw new GovError('input', `${file}: is there already, and is no earlier file of this kind`, {
      hint: 'name another file, or remove it first',
    });
  }
  await replaceFile(location, text).catch((error: unknown) => {
    throw withFolderHint(error, file);
  });
}

function withFolderHint(error: unknown, file: string): unknown {
  if (!(error instanceof GovError) || !isMissing(error.cause)) return error;
  const hint = `make the folder first: mkdir -p ${path.dirname(file)}`;
  return new GovError(error.kind, error.message, { hint, cause: error.cause });
}

function readPresent(location: Location): string {
  try {
    return readTextIfPresent(location) ?? '';
  } catch (error) {
    // A folder or a device: that it cannot be written is said by whoever tries.
    if (error instanceof GovError && error.kind === 'input') return '';
    throw error;
  }
}
