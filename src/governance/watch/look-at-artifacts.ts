import { GovError } from '../../core/errors.js';
import type { Model, Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import {
  type ArtifactInspection,
  describeDifferences,
  inspectArtifact,
} from '../registry/artifact-integrity.js';

/** What a look at the files of a version came to. `unreadable` says nothing about them. */
export type ArtifactLook = { readonly version: Version } & (
  | { readonly kind: 'intact' }
  | { readonly kind: 'damaged'; readonly what: string; readonly files: number; readonly isAbsent: boolean }
  | { readonly kind: 'unreadable'; readonly error: GovError }
);

export type DamagedArtifact = Extract<ArtifactLook, { kind: 'damaged' }>;

/** Long enough for a copy that is under way to have moved on. */
const SECOND_LOOK_MS = 10_000;

/**
 * Hashes the files of versions. Those that are not the registered ones are looked at again a while later: they may be in
 * the middle of being replaced.
 */
export async function lookAtArtifacts(
  governance: Governance,
  model: Model,
  versions: readonly Version[],
): Promise<ArtifactLook[]> {
  const first: { version: Version; found: ArtifactInspection | GovError }[] = [];
  for (const version of versions) first.push({ version, found: await inspect(governance, model, version) });
  if (first.some(({ found }) => isDamaged(found))) await governance.sleep(SECOND_LOOK_MS);
  const looks: ArtifactLook[] = [];
  for (const { version, found } of first) {
    const last = isDamaged(found) ? settle(found, await inspect(governance, model, version), version) : found;
    looks.push(describeLook(version, last));
  }
  return looks;
}

async function inspect(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<ArtifactInspection | GovError> {
  try {
    return await inspectArtifact(governance, model, version);
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
}

function isDamaged(found: ArtifactInspection | GovError): found is ArtifactInspection {
  return !(found instanceof GovError) && found.differences.length > 0;
}

/** The second of two looks, unless files changed between them. */
function settle(
  before: ArtifactInspection,
  now: ArtifactInspection | GovError,
  { artifact }: Version,
): ArtifactInspection | GovError {
  if (!isDamaged(now) || (now.sha256 === before.sha256 && isSameDamage(before, now))) return now;
  return new GovError('unavailable', `${artifact.path} is being replaced`, {
    hint: 'it is looked at again when whatever writes it has finished',
  });
}

function isSameDamage(a: ArtifactInspection, b: ArtifactInspection): boolean {
  return JSON.stringify(a.differences) === JSON.stringify(b.differences);
}

function describeLook(version: Version, found: ArtifactInspection | GovError): ArtifactLook {
  if (found instanceof GovError) return { version, kind: 'unreadable', error: found };
  const { differences, sha256 } = found;
  if (differences.length === 0) return { version, kind: 'intact' };
  const isAbsent = sha256 === null && differences.some(({ problem }) => problem === 'missing');
  return {
    version,
    kind: 'damaged',
    what: describeDifferences(differences),
    files: differences.length,
    isAbsent,
  };
}

/**
 * A model of which no file is there at all has lost its folder, not its files.
 * @throws GovError unavailable when neither the versions looked at nor any other one has files.
 */
export async function requireFolder(
  governance: Governance,
  model: Model,
  looks: readonly ArtifactLook[],
): Promise<void> {
  if (looks.length === 0 || !looks.every((look) => look.kind === 'damaged' && look.isAbsent)) return;
  const others = Object.values(model.versions).filter(
    (version) => !looks.some((look) => look.version.version === version.version),
  );
  for (const version of others) {
    const found = await inspect(governance, model, version);
    if (found instanceof GovError || found.sha256 !== null) return;
  }
  const [{ artifact } = { artifact: { path: '' } }] = looks.map(({ version }) => version);
  const count = Object.keys(model.versions).length;
  throw new GovError(
    'unavailable',
    `${model.name}: the files of none of its ${count} versions are there (${artifact.path}); nothing was marked`,
    { hint: 'mount the folder, or restore the files; dharma-gov verify names what is missing' },
  );
}
