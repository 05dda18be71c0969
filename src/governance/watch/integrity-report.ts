import { EXIT_CODES } from '../../core/errors.js';
import { type Model, productionVersion } from '../../registry/state.js';
import { jobNote, noteDamage } from './job-notes.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { ArtifactLook } from './look-at-artifacts.js';

/** What the files of a model came to, and what was done about it. */
export interface IntegrityOutcome {
  /** Before anything was done. */
  readonly model: Model;
  readonly looks: readonly ArtifactLook[];
  /** The version whose damaged files had left production empty already; null: none had. */
  readonly vacated: string | null;
  /** The version that production went back to, or would; null: it did not. */
  readonly back: string | null;
  /** In production afterwards, or as it would be. */
  readonly production: string | null;
  readonly dryRun: boolean;
}

export function reportIntegrity(outcome: IntegrityOutcome): JobReport {
  const { model, looks, vacated, production, dryRun } = outcome;
  const damaged = looks.filter((look) => look.kind === 'damaged');
  const unreadable = looks.filter((look) => look.kind === 'unreadable');
  const aftermath = describeAftermath(outcome);
  const about = (version: string | null) => ({ model: model.name, version });
  const notes: JobNote[] = [
    ...damaged.map((look) => noteDamage(model.name, look, dryRun)),
    ...unreadable.map(({ version: { version }, error }) => jobNote(about(version), 'error', error.message)),
    ...(aftermath === null
      ? []
      : [jobNote(about(production), production === null ? 'error' : 'warn', aftermath)]),
  ];
  const found = [
    ...damaged.map(({ version: { version }, what }) => `${version} is damaged (${what})`),
    ...(damaged.length === 0 && vacated !== null ? [`${vacated} was damaged`] : []),
    ...(aftermath === null ? [] : [aftermath]),
    ...unreadable.map(({ error }) => error.message),
  ];
  const version = productionVersion(model)?.version ?? null;
  const [first] = unreadable;
  if (first !== undefined) {
    const { exitCode, hint = null } = first.error;
    return jobReport('failed', found.join('; '), { exitCode, hint, version, notes });
  }
  if (found.length === 0) return jobReport('ok', listIntact(looks), { version });
  const hint =
    aftermath !== null && production === null
      ? `register and promote a version with intact files; dharma-gov show ${model.name} lists what there is`
      : 'restore the files from where they were built and register them as a new version';
  return jobReport('found', found.join('; '), { exitCode: EXIT_CODES.integrity, hint, version, notes });
}

/** What became of production where its files were damaged; null where they were not. */
function describeAftermath({
  model,
  looks,
  vacated,
  back,
  production,
  dryRun,
}: IntegrityOutcome): string | null {
  const present = productionVersion(model)?.version;
  const isLost = looks.some(({ kind, version }) => kind === 'damaged' && version.version === present);
  if (!isLost && vacated === null) return null;
  const verb = dryRun ? 'would be' : 'is';
  if (back !== null) return `production ${verb} back on ${back}`;
  if (production !== null) return `${production} is in production by now`;
  return `nothing ${verb} in production: no version before it has files known to be intact`;
}

function listIntact(looks: readonly ArtifactLook[]): string {
  return `intact: ${looks.map(({ version: { version, status } }) => `${version} (${status})`).join(', ')}`;
}
