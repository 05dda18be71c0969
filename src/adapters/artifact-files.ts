import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { GovError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { Artifact, ArtifactFile } from '../registry/events.js';
import type { ArtifactReader, HashProgress } from '../registry/ports.js';
import { changedMeanwhile, checkUnchanged, type ListedFile, listArtifact } from './artifact-listing.js';
import { fileError, isMissing } from './file-errors.js';
import type { Location } from './location.js';
import { DATA_FOLDER, SNAPSHOT_FILE } from './registry-layout.js';
import { sha256 } from './sha256.js';

/** With less, the reads cost more than the hashing they feed: 64 KiB takes 1.3 times as long. */
const CHUNK_BYTES = 2 ** 20;

type BufferPair = readonly [Buffer, Buffer];

/** Reads the model files of a registry, which messages name by their recorded path. */
export function openArtifactFiles(registryFolder: string): ArtifactReader {
  return {
    fingerprint: (path, onProgress) =>
      fingerprint({ path: resolve(registryFolder, path), place: path }, onProgress),
  };
}

/**
 * A path as a user gives it -> the path that the registry records: relative to its folder, with `/`.
 * @param userPath absolute or relative to `workingFolder`
 * @throws GovError input for a folder around the registry, which would change with every commit.
 */
export function recordedArtifactPath(
  registryFolder: string,
  workingFolder: string,
  userPath: string,
): string {
  const parts = relative(registryFolder, resolve(workingFolder, userPath)).split(sep);
  if (parts.every((part) => part === '' || part === '..')) {
    throw new GovError('input', `${userPath}: the registry itself lies in this folder`, {
      hint: 'name the model file, or a folder that holds nothing but this version',
    });
  }
  if (parts[0] === DATA_FOLDER || parts[0] === SNAPSHOT_FILE) {
    throw new GovError('input', `${userPath}: this belongs to the registry and changes with every commit`, {
      hint: 'name the model file, or a folder that holds nothing but this version',
    });
  }
  return parts.join('/');
}

async function fingerprint(artifact: Location, onProgress: HashProgress): Promise<Artifact | undefined> {
  const listing = await listArtifact(artifact);
  if (listing === undefined) return undefined;
  const totalBytes = listing.files.reduce((sum, { stats }) => sum + Number(stats.size), 0);
  const buffers: BufferPair = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)];
  const files: ArtifactFile[] = [];
  let doneBytes = 0;
  for (const file of listing.files) {
    const digest = await hashFile(file, buffers, (chunkBytes) => {
      doneBytes += chunkBytes;
      onProgress(doneBytes, totalBytes);
    });
    files.push({ path: file.name, sha256: digest, bytes: Number(file.stats.size) });
  }
  checkUnchanged(artifact, listing, await listArtifact(artifact));
  const [only] = files;
  return listing.kind === 'file' && only !== undefined
    ? { path: artifact.place, kind: 'file', sha256: only.sha256, bytes: totalBytes, files: null }
    : { path: artifact.place, kind: 'directory', sha256: hashManifest(files), bytes: totalBytes, files };
}

/** A folder's hash is that of the canonical JSON of its manifest, `{ "path": "sha256", ... }`. */
function hashManifest(files: readonly ArtifactFile[]): string {
  return sha256(canonicalJson(Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]))));
}

async function hashFile(
  file: ListedFile,
  buffers: BufferPair,
  onChunk: (chunkBytes: number) => void,
): Promise<string> {
  try {
    // It was a plain file when listed; should it be a link or a pipe by now, opening must neither follow nor wait.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    const handle = await open(file.path, flags);
    try {
      return await hashChunks(handle, file, buffers, onChunk);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error)) throw changedMeanwhile(file);
    throw fileError(error, 'read', file.place);
  }
}

/** Hashes one buffer while the other one fills. */
async function hashChunks(
  handle: FileHandle,
  file: ListedFile,
  buffers: BufferPair,
  onChunk: (chunkBytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const listedBytes = Number(file.stats.size);
  let [full, empty] = buffers;
  let doneBytes = 0;
  let { bytesRead } = await handle.read(full, 0, CHUNK_BYTES, 0);
  while (bytesRead > 0) {
    doneBytes += bytesRead;
    // A file that grows as fast as it is read would never end.
    if (doneBytes > listedBytes) throw changedMeanwhile(file);
    onChunk(bytesRead);
    const nextRead = handle.read(empty, 0, CHUNK_BYTES, doneBytes);
    hash.update(full.subarray(0, bytesRead));
    [full, empty] = [empty, full];
    ({ bytesRead } = await nextRead);
  }
  if (doneBytes < listedBytes) throw changedMeanwhile(file);
  return hash.digest('hex');
}
