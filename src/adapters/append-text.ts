import { appendFile, stat } from 'node:fs/promises';
import { fileError, isMissing } from './file-errors.js';
import type { Location } from './location.js';

/**
 * Adds UTF-8 text to the end of a file that others add to as well, and makes it if it is not there.
 * @throws as the system says.
 */
export async function appendText(file: Location, text: string): Promise<void> {
  try {
    await appendFile(file.path, text);
  } catch (error) {
    throw fileError(error, 'write', file.place);
  }
}

/** In bytes; 0 for one that is not there. */
export async function sizeOfFile(file: Location): Promise<number> {
  try {
    return (await stat(file.path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw fileError(error, 'read', file.place);
  }
}
