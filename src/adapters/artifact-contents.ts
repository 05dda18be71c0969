import { lstat, realpath } from 'node:fs/promises';
import { dirname, posix, relative, resolve, sep } from 'node:path';
import { GovError } from '../core/errors.js';
import type { ArtifactContents } from '../governance/gates/artifact-contents.js';
import { detectFormats } from './artifact-formats.js';
import { listArtifact } from './artifact-listing.js';
import { fileError, isMissing } from './file-errors.js';
import type { Location } from './location.js';

/** Looks into the model files of a registry, which messages name by their recorded path. */
export function openArtifactContents(registryFolder: string): ArtifactContents {
  const locate = (path: string): Location => ({ path: resolve(registryFolder, path), place: path });
  return {
    formats: async (path) => {
      const listing = await listArtifact(locate(path));
      if (listing === undefined) throw new GovError('input', `nothing at ${path}`);
      return detectFormats(listing).map(({ file, format }) => ({
        path: file.name === '' ? path : file.name,
        format,
      }));
    },
    modelCard: async (path, name) => {
      const artifact = await listArtifact(locate(path));
      const folder = artifact?.kind === 'directory' ? path : posix.dirname(path);
      const card = posix.join(folder, name);
      if (posix.isAbsolute(name)) throw leadsOut(name);
      const bytes = await sizeWithin(locate(folder), locate(card), name);
      return bytes === undefined ? undefined : { path: card, bytes };
    },
  };
}

/**
 * The size of a file; undefined when there is none.
 * @throws GovError input for anything but a plain file, and for one that `..` or a link takes out of the folder.
 */
async function sizeWithin(folder: Location, file: Location, name: string): Promise<number | undefined> {
  if (isOutside(folder.path, file.path)) throw leadsOut(name);
  const parent = file.path === folder.path ? folder.path : dirname(file.path);
  try {
    if (isOutside(await realpath(folder.path), await realpath(parent))) throw leadsOut(name);
    const stats = await lstat(file.path);
    if (stats.isFile()) return stats.size;
  } catch (error) {
    if (error instanceof GovError) throw error;
    if (isMissing(error)) return undefined;
    throw fileError(error, 'read', file.place);
  }
  throw new GovError('input', `${file.place} is not a plain file`);
}

/** A name may itself begin with two dots. */
function isOutside(folder: string, path: string): boolean {
  return relative(folder, path).split(sep)[0] === '..';
}

function leadsOut(name: string): GovError {
  return new GovError('input', `${name} leads out of the folder of the model files`);
}
