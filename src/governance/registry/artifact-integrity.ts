import { GovError } from '../../core/errors.js';
import { requireModel } from '../../registry/address.js';
import { type ArtifactDifference, compareArtifact } from '../../registry/artifact-comparison.js';
import type { Plan } from '../../registry/plan.js';
import { planIntegrityFailure } from '../../registry/plan-promote.js';
import { findVersion, type Model, type Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { type Committed, commitPlan } from './registry-store.js';

/** A version's files as they are now. */
export interface ArtifactInspection {
  /** Every difference from the registered files; empty when they are the same. */
  readonly differences: readonly ArtifactDifference[];
  /** Of what is there; null when nothing is, or no plain files. */
  readonly sha256: string | null;
}

/** Hashes a version's files and names every difference from the registered ones. */
export async function findArtifactDifferences(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<readonly ArtifactDifference[]> {
  return (await inspectArtifact(governance, model, version)).differences;
}

/** @throws GovError forbidden or unavailable when the files cannot be read: nothing is known of them then. */
export async function inspectArtifact(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<ArtifactInspection> {
  const { path } = version.artifact;
  try {
    const found = await governance.withProgress(`verifying ${model.name}@${version.version}`, (report) =>
      governance.artifacts.fingerprint(path, report),
    );
    return { differences: compareArtifact(version.artifact, found), sha256: found?.sha256 ?? null };
  } catch (error) {
    // A link, a device, an emptied folder, a file where a folder was: no input error, but damage.
    if (error instanceof GovError && error.kind === 'input')
      return { differences: [{ path, problem: 'no longer plain files' }], sha256: null };
    throw error;
  }
}

/**
 * Passes only when a version's files are the registered ones. Otherwise the version is marked failed (not in a dry
 * run), so that nobody tries the same bytes again.
 * @throws GovError integrity naming the files.
 */
export async function requireIntactArtifact(
  governance: Governance,
  model: Model,
  version: Version,
  dryRun: boolean,
): Promise<void> {
  const differences = await findArtifactDifferences(governance, model, version);
  if (differences.length === 0) return;
  const what = describeDifferences(differences);
  await markDamaged(governance, model, version, what, dryRun);
  const mark = dryRun ? 'it would be marked failed' : 'it is now marked failed';
  throw new GovError('integrity', `${model.name}@${version.version}: artifact damaged (${what}); ${mark}`, {
    hint: 'restore the files from where they were built and register them as a new version',
  });
}

/** Marks a version failed whose files are not the registered ones. @param what is different */
export function markDamaged(
  governance: Governance,
  model: Model,
  version: Version,
  what: string,
  dryRun: boolean,
): Promise<Committed<Plan>> {
  return commitPlan(governance, { reason: `artifact damaged: ${what}`, dryRun }, (state) => {
    const present = requireModel(state, model.name);
    return planIntegrityFailure(present, findVersion(present, version.version) ?? version);
  });
}

const MAX_SHOWN = 3;

/** `weights.bin changed, vocab.txt missing and 4 more`. */
export function describeDifferences(differences: readonly ArtifactDifference[]): string {
  const shown = differences.slice(0, MAX_SHOWN).map(({ path, problem }) => `${path} ${problem}`);
  const rest = differences.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
