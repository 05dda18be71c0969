import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { GovError } from '../core/errors.js';
import { fileError, isMissing } from './file-errors.js';
import { inside, type Location } from './location.js';

export interface ListedFile extends Location {
  /** Relative to the artifact, with `/`; empty when the artifact is itself this file. */
  readonly name: string;
  readonly stats: BigIntStats;
}

/** What an artifact consists of. Files are sorted by name, in code units; a folder has at least one. */
export interface ArtifactListing {
  readonly kind: 'file' | 'directory';
  readonly files: readonly ListedFile[];
}

/**
 * Lists an artifact without reading it; undefined when nothing is there.
 * @throws GovError input for a symbolic link, a pipe, a device or a folder without files.
 */
export async function listArtifact(artifact: Location): Promise<ArtifactListing | undefined> {
  const root = { ...artifact, name: '' };
  const stats = await statEntry(root);
  if (stats === undefined) return undefined;
  if (stats.isFile()) return { kind: 'file', files: [{ ...root, stats }] };
  const files = await listFolder(root, stats);
  if (files.length === 0) {
    throw new GovError('input', `${artifact.place}: the folder holds no files`);
  }
  return { kind: 'directory', files: files.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** @throws GovError unavailable when the two listings of an artifact, made before and after reading it, differ. */
export function checkUnchanged(
  artifact: Location,
  before: ArtifactListing,
  after: ArtifactListing | undefined,
): void {
  const now = new Map(after?.files.map((file) => [file.name, identityOf(file)]));
  const changed = before.files.find((file) => now.get(file.name) !== identityOf(file));
  if (changed !== undefined) throw changedMeanwhile(changed);
  if (now.size !== before.files.length) throw changedMeanwhile(artifact);
}

export function changedMeanwhile({ place }: Location): GovError {
  return new GovError('unavailable', `${place} changed while it was being read`, {
    hint: 'wait until whatever writes it has finished, then run it again',
  });
}

function identityOf({ stats }: ListedFile): string {
  return `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}

type Entry = Location & { readonly name: string };

async function listFolder(root: Entry, rootStats: BigIntStats): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  const open: { entry: Entry; stats: BigIntStats }[] = [{ entry: root, stats: rootStats }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { entry, stats } = next;
    if (stats.isFile()) {
      files.push({ ...entry, stats });
      continue;
    }
    refuseUnlessFolder(entry, stats);
    for (const child of await listNames(entry)) {
      const stats = await statEntry(child);
      if (stats === undefined) throw changedMeanwhile(child);
      open.push({ entry: child, stats });
    }
  }
  return files;
}

function refuseUnlessFolder({ place }: Entry, stats: BigIntStats): void {
  if (stats.isDirectory()) return;
  if (stats.isSymbolicLink()) {
    throw new GovError('input', `${place} is a symbolic link, which may point to other bytes tomorrow`, {
      hint: 'put the file itself in its place',
    });
  }
  throw new GovError('input', `${place} is neither a file nor a folder`);
}

async function listNames(folder: Entry): Promise<Entry[]> {
  try {
    const names = await readdir(folder.path);
    return names.map((name) => ({
      ...inside(folder, name),
      name: folder.name === '' ? name : `${folder.name}/${name}`,
    }));
  } catch (error) {
    if (isMissing(error)) throw changedMeanwhile(folder);
    throw fileError(error, 'list', folder.place);
  }
}

async function statEntry({ path, place }: Entry): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(error, 'read', place);
  }
}
