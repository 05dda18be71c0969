import type { Artifact, ArtifactFile } from './events.js';

/** One way in which the bytes on disk are not the bytes that were registered. */
export interface ArtifactDifference {
  /** Relative to the artifact for a file in a directory, else the artifact's own path. */
  readonly path: string;
  readonly problem:
    | 'missing'
    | 'changed'
    | 'extra'
    | 'not a file'
    | 'not a directory'
    | 'no longer plain files';
}

/** Every difference between the registered artifact and what is on disk now; empty when they are the same bytes. */
export function compareArtifact(recorded: Artifact, found: Artifact | undefined): ArtifactDifference[] {
  if (found === undefined) return [{ path: recorded.path, problem: 'missing' }];
  if (found.kind !== recorded.kind) return [{ path: recorded.path, problem: `not a ${recorded.kind}` }];
  if (recorded.files === null || found.files === null) {
    return found.sha256 === recorded.sha256 ? [] : [{ path: recorded.path, problem: 'changed' }];
  }
  return compareFiles(recorded.files, found.files);
}

function compareFiles(
  recorded: readonly ArtifactFile[],
  found: readonly ArtifactFile[],
): ArtifactDifference[] {
  const now = new Map(found.map((file) => [file.path, file.sha256]));
  const differences: ArtifactDifference[] = [];
  for (const file of recorded) {
    const sha256 = now.get(file.path);
    if (sha256 === undefined) differences.push({ path: file.path, problem: 'missing' });
    else if (sha256 !== file.sha256) differences.push({ path: file.path, problem: 'changed' });
    now.delete(file.path);
  }
  for (const path of now.keys()) differences.push({ path, problem: 'extra' });
  return differences;
}
