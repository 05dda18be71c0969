import { GovError } from '../../core/errors.js';
import type { Artifact, ArtifactFile } from '../../registry/events.js';
import type { Governance } from '../context.js';

/**
 * Hashes files that are about to be recorded.
 * @param path relative to the registry folder, with `/`
 * @param what they are, for messages
 * @throws GovError input when nothing is there.
 */
export async function fingerprint(governance: Governance, path: string, what: string): Promise<Artifact> {
  const found = await governance.withProgress(`hashing ${path}`, (report) =>
    governance.artifacts.fingerprint(path, report),
  );
  if (found !== undefined) return found;
  throw new GovError('input', `${what}: nothing at ${path} (seen from ${governance.place})`, {
    hint: 'check the path',
  });
}

/** @throws GovError input when it is not one file. */
export async function fingerprintTrainingData(governance: Governance, path: string): Promise<ArtifactFile> {
  const { kind, sha256, bytes } = await fingerprint(governance, path, 'training data');
  if (kind === 'file') return { path, sha256, bytes };
  throw new GovError('input', `training data: ${path} is a directory`, {
    hint: 'name one CSV, NDJSON or Parquet file',
  });
}
