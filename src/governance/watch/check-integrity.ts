import { requireModel } from '../../registry/address.js';
import { sortNewestFirst } from '../../registry/names.js';
import { planFallback, wayBack } from '../../registry/plan-rollback.js';
import { findVersion, type Model, productionVersion, type Version } from '../../registry/state.js';
import { keepCheck, type Recording } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { commitPlan, loadRegistry, readLog } from '../registry/registry-store.js';
import { describeIntegrityCheck } from './integrity-record.js';
import { type IntegrityOutcome, reportIntegrity } from './integrity-report.js';
import { failUnlessKept, notesOfRecording } from './job-notes.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import {
  type ArtifactLook,
  type DamagedArtifact,
  lookAtArtifacts,
  requireFolder,
} from './look-at-artifacts.js';
import type { JobOptions } from './ports.js';

/**
 * Hashes the files of the versions in staging and production. A damaged one is marked failed, and production goes back in
 * the same commit to the last version before it whose files are intact. What cannot be read is not damaged: nothing is
 * marked, and the job fails. Killed anywhere, the next run does the rest.
 * @throws GovError input for an unknown model, unavailable when no file of any version is there.
 */
export async function checkIntegrity(
  governance: Governance,
  name: string,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, name);
  const vacated = await findVacated(governance, model);
  const watched = watchedVersions(model);
  if (watched.length === 0 && vacated === null) {
    return jobReport('idle', `${name} has no version in staging or production`);
  }
  const looks = await lookAtArtifacts(governance, model, watched);
  await requireFolder(governance, model, looks);
  const present = productionVersion(model)?.version;
  const isLost = vacated !== null || damagedOf(looks).some(({ version }) => version.version === present);
  if (isLost) looks.push(...(await lookBack(governance, model)));
  await requireFolder(governance, model, looks);

  // Before anything is marked: nobody looks at a version again that has failed.
  const kept = await keepLooks(governance, model, looks, dryRun);
  const found = { model, looks, vacated, dryRun };
  const report = reportIntegrity({ ...found, ...(await actOn(governance, found)) });
  return failUnlessKept({ ...report, notes: [...report.notes, ...kept.notes] }, kept.recordings);
}

/** In production first, then in staging, the newest first. */
function watchedVersions(model: Model): Version[] {
  const production = productionVersion(model);
  const staging = sortNewestFirst(Object.keys(model.versions))
    .map((name) => findVersion(model, name))
    .filter((version) => version !== undefined)
    .filter(({ status }) => status === 'staging');
  return [...(production === undefined ? [] : [production]), ...staging];
}

/** The version whose damaged files left production empty, when nothing has been there since; null: none did. */
async function findVacated(governance: Governance, model: Model): Promise<string | null> {
  const last = model.promotionTrail.at(-1);
  if (last === undefined || findVersion(model, last)?.status !== 'failed') return null;
  const changes = (await readLog(governance))
    .flatMap(({ events }) => events)
    .filter((event) => event.type === 'status-changed')
    .filter(({ model: name, version }) => name === model.name && version === last);
  const { from, cause } = changes.at(-1) ?? {};
  return from === 'production' && cause === 'integrity' ? last : null;
}

/** Looks at former production versions, the last one first, up to one that is intact. */
async function lookBack(governance: Governance, model: Model): Promise<ArtifactLook[]> {
  const looks: ArtifactLook[] = [];
  for (const version of wayBack(model)) {
    const [look] = await lookAtArtifacts(governance, model, [version]);
    if (look !== undefined) looks.push(look);
    if (look?.kind === 'intact') break;
  }
  return looks;
}

function damagedOf(looks: readonly ArtifactLook[]): DamagedArtifact[] {
  return looks.filter((look) => look.kind === 'damaged');
}

async function keepLooks(
  governance: Governance,
  { name: model }: Model,
  looks: readonly ArtifactLook[],
  dryRun: boolean,
): Promise<{ readonly recordings: readonly Recording[]; readonly notes: readonly JobNote[] }> {
  const recordings: Recording[] = [];
  const notes: JobNote[] = [];
  for (const look of looks) {
    if (look.kind === 'unreadable') continue;
    const check = describeIntegrityCheck(model, look);
    const { recording } = await keepCheck(governance, check, { record: !dryRun, compare: false });
    recordings.push(recording);
    notes.push(...notesOfRecording({ model, version: look.version.version }, recording));
  }
  return { recordings, notes };
}

/** Marks what is damaged, and brings production back where it was. */
async function actOn(
  governance: Governance,
  { model, looks, vacated, dryRun }: Omit<IntegrityOutcome, 'back' | 'production'>,
): Promise<Pick<IntegrityOutcome, 'back' | 'production'>> {
  const damaged = damagedOf(looks);
  const candidates = wayBack(model).map(({ version }) => version);
  const intact = looks.find(({ kind, version }) => kind === 'intact' && candidates.includes(version.version));
  const findings = {
    damaged: damaged.map(({ version }) => version.version),
    vacated,
    intact: intact?.version.version ?? null,
  };
  const reason =
    damaged.length === 0
      ? `${vacated} was damaged, and nothing has been in production since`
      : `artifact damaged: ${damaged.map(({ version, what }) => `${version.version} (${what})`).join(', ')}`;
  const { plan, state } = await commitPlan(governance, { reason, dryRun }, (now) =>
    planFallback(requireModel(now, model.name), findings),
  );
  const back = plan.action === 'rollback' ? findings.intact : null;
  const present = productionVersion(requireModel(state, model.name))?.version ?? null;
  // In a dry run it still is there.
  const isLost = present !== null && findings.damaged.includes(present);
  return { back, production: back ?? (isLost ? null : present) };
}
