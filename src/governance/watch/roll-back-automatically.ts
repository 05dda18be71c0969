import type { RollbackCause } from '../../alerts/decide-rollback.js';
import { requireModel } from '../../registry/address.js';
import { type IntendedRollback, planAutomaticRollback } from '../../registry/plan-automation.js';
import { wayBack } from '../../registry/plan-rollback.js';
import { experimentsOf, type Model, productionVersion } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { markDamaged } from '../registry/artifact-integrity.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { jobNote, noteDamage } from './job-notes.js';
import type { JobNote } from './job-report.js';
import { type DamagedArtifact, lookAtArtifacts, requireFolder } from './look-at-artifacts.js';

/** What came of it, or would: a note each, and whether the version was rolled back. */
export interface RollbackAct {
  readonly notes: readonly JobNote[];
  readonly isDone: boolean;
}

/**
 * Puts the last production version before `from` back whose files are intact, with its reason in the same commit. Damaged
 * ones on the way are marked failed. Whoever changed production meanwhile was first, and nothing happens.
 * @throws GovError of a target whose files cannot be read: nothing is known of it, and nothing is rolled back.
 */
export async function rollBackAutomatically(
  governance: Governance,
  name: string,
  from: string,
  cause: RollbackCause,
  dryRun: boolean,
): Promise<RollbackAct> {
  const model = requireModel((await loadRegistry(governance)).state, name);
  if (productionVersion(model)?.version !== from) return { notes: [wasFirst(model, from)], isDone: false };
  const { version: target, damaged } = await findTarget(governance, model);
  const notes = await markAll(governance, model, damaged, dryRun);
  if (target === null) {
    const message = `${cause.message}: nothing to roll back to, no version before ${from} can take its place; dharma-gov rollback ${name} --to names others`;
    return { notes: [...notes, jobNote({ model: name, version: from }, 'warn', message)], isDone: false };
  }
  const intended: IntendedRollback = { from, to: target, ...cause, checks: [...cause.checks] };
  const reason = describeReason(name, intended);
  const { plan, state } = await commitPlan(governance, { reason, dryRun }, (now) =>
    planAutomaticRollback(
      requireModel(now, name),
      intended,
      damaged.map(({ version }) => version.version),
    ),
  );
  if (plan.events.length === 0) {
    return { notes: [...notes, wasFirst(requireModel(state, name), from)], isDone: false };
  }
  const what = `${dryRun ? 'would roll' : 'rolled'} ${name} back from ${from} to ${target}: ${cause.message}`;
  const done = [
    ...notes,
    jobNote({ model: name, version: target }, 'warn', what),
    ...testsGoingOn(model, from).map((test) =>
      jobNote(
        { model: name, version: from },
        'warn',
        `test ${name}/${test} still routes requests to ${from}: dharma-gov ab-test stop ${name}/${test}`,
      ),
    ),
  ];
  return { notes: done, isDone: !dryRun };
}

interface Target {
  /** The next version on the way back whose files are intact; null when there is none. */
  readonly version: string | null;
  /** Those before it. */
  readonly damaged: readonly DamagedArtifact[];
}

async function findTarget(governance: Governance, model: Model): Promise<Target> {
  const damaged: DamagedArtifact[] = [];
  for (const version of wayBack(model)) {
    const [look] = await lookAtArtifacts(governance, model, [version]);
    if (look?.kind === 'unreadable') throw look.error;
    if (look?.kind === 'intact') return { version: version.version, damaged };
    if (look?.kind === 'damaged') damaged.push(look);
  }
  await requireFolder(governance, model, damaged);
  return { version: null, damaged };
}

async function markAll(
  governance: Governance,
  model: Model,
  damaged: readonly DamagedArtifact[],
  dryRun: boolean,
): Promise<JobNote[]> {
  const notes: JobNote[] = [];
  for (const look of damaged) {
    await markDamaged(governance, model, look.version, look.what, dryRun);
    notes.push(noteDamage(model.name, look, dryRun));
  }
  return notes;
}

/** A whole sentence: somebody will read it after an incident. */
function describeReason(name: string, { from, to, rule, message, checks }: IntendedRollback): string {
  const row = checks.length === 1 ? 'the last check' : `${checks.length} checks in a row, each with new data`;
  return `${name} is rolled back from ${from} to ${to} because ${rule} fired in ${row}: ${message}.`;
}

function wasFirst(model: Model, from: string): JobNote {
  const present = productionVersion(model)?.version ?? null;
  const message =
    present === from
      ? `not rolled back: the way back from ${from} has changed meanwhile`
      : `not rolled back: ${present ?? 'nothing'} is in production by now, not ${from}`;
  return jobNote({ model: model.name, version: present }, 'info', message);
}

/** Running tests with an arm of that version: they go by their own plan, whatever is in production. */
function testsGoingOn(model: Model, version: string): string[] {
  return experimentsOf(model)
    .filter(({ stopped, arms }) => stopped === null && arms.some((arm) => arm.version === version))
    .map(({ id }) => id);
}
