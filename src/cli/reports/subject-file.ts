import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CONFIG_FILE_NAME } from '../../adapters/config-file.js';
import { SNAPSHOT_FILE } from '../../adapters/registry-layout.js';
import { findRepository } from '../../adapters/repository.js';

/**
 * The file that a check is about, as a URI: the registry's readable copy, which is text, in the repository, and the same
 * for every version; without a registry the configuration, which then is what could not be read. Relative to the
 * repository, as code scanning wants it; absolute only outside of it.
 */
export function locateSubject(cwd: string, registryFolder: string | undefined): string {
  const repository = findRepository(cwd);
  const file =
    registryFolder === undefined
      ? path.join(cwd, CONFIG_FILE_NAME)
      : path.join(registryFolder, SNAPSHOT_FILE);
  const relative = path.relative(repository, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return pathToFileURL(file).href;
  return relative.split(path.sep).map(encodeURIComponent).join('/');
}
