import path from 'node:path';
import { replaceFile } from '../adapters/durable-file.js';
import type { Location } from '../adapters/location.js';
import { readTextIfPresent } from '../adapters/text-file.js';
import { GovError } from '../core/errors.js';

/**
 * Writes a file that a person named, whole or not at all. It takes the place of an earlier one like it and of nothing
 * else: a slip of the pen must not replace a model, a log or the data that was checked.
 * @param mark text that every file of its kind has, and no other
 * @throws GovError input when something else is there, or as the system says.
 */
export async function writeOutputFile(cwd: string, file: string, text: string, mark: string): Promise<void> {
  const location = { path: path.resolve(cwd, file), place: file };
  const present = readPresent(location);
  if (present !== '' && !present.includes(mark)) {
    throw new GovError('input', `${file}: is there already, and is no earlier file of this kind`, {
      hint: 'name another file, or remove it first',
    });
  }
  await replaceFile(location, text);
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
