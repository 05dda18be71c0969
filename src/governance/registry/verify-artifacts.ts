import { type Address, requireModel, resolveAddress } from '../../registry/address.js';
import type { ArtifactDifference } from '../../registry/artifact-comparison.js';
import { sortNewestFirst } from '../../registry/names.js';
import { findVersion, type Model, type RegistryState, type Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { findArtifactDifferences } from './artifact-integrity.js';
import { loadRegistry } from './registry-store.js';

export interface VerifiedArtifact {
  readonly model: string;
  readonly version: string;
  readonly status: Status;
  readonly path: string;
  readonly bytes: number;
  /** Empty when the files are the registered ones. */
  readonly differences: readonly ArtifactDifference[];
}

export interface VerifyReport {
  readonly artifacts: readonly VerifiedArtifact[];
  readonly intact: boolean;
}

/**
 * Compares model files with what was registered and changes nothing.
 * @param target one version, every version of a model, or (null) of the whole registry. Failed versions are only
 * looked at when asked for by name.
 */
export async function verifyArtifacts(
  governance: Governance,
  target: Address | string | null,
): Promise<VerifyReport> {
  const { state } = await loadRegistry(governance);
  const artifacts: VerifiedArtifact[] = [];
  for (const { model, version } of selectVersions(state, target)) {
    artifacts.push({
      model: model.name,
      version: version.version,
      status: version.status,
      path: version.artifact.path,
      bytes: version.artifact.bytes,
      differences: await findArtifactDifferences(governance, model, version),
    });
  }
  return { artifacts, intact: artifacts.every(({ differences }) => differences.length === 0) };
}

function selectVersions(
  state: RegistryState,
  target: Address | string | null,
): { model: Model; version: Version }[] {
  if (target !== null && typeof target !== 'string') return [resolveAddress(state, target)];
  const models = target === null ? Object.values(state.models) : [requireModel(state, target)];
  return models.flatMap((model) =>
    sortNewestFirst(Object.keys(model.versions)).flatMap((name) => {
      const version = findVersion(model, name);
      return version === undefined || version.status === 'failed' ? [] : [{ model, version }];
    }),
  );
}
