import { checkChain } from '../../commit-log/chain.js';
import { EMPTY_HEAD, type LogEntry, sealEntry } from '../../commit-log/entry.js';
import { parseEvents } from '../../commit-log/parse-events.js';
import { GovError } from '../../core/errors.js';
import { type RegistryEvent, registryEventSchema } from '../../registry/events.js';
import { foldEntries } from '../../registry/fold.js';
import type { Plan } from '../../registry/plan.js';
import type { SnapshotReading } from '../../registry/ports.js';
import { EMPTY_STATE, type RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { waitAfterConflict } from './retry-conflict.js';

/** A registry as read: its state always comes from the log, with the snapshot only saving work. */
export interface LoadedRegistry {
  readonly state: RegistryState;
  readonly snapshot: SnapshotReading['kind'];
}

/**
 * Reads the registry, warning when the snapshot beside the log is not to be trusted.
 * @throws GovError input when there is no registry, integrity when log or snapshot contradict each other.
 */
export async function loadRegistry(governance: Governance): Promise<LoadedRegistry> {
  const reading = await governance.snapshot.read();
  const state =
    reading.kind === 'current' && reading.state.head.generation > 0
      ? await foldAfterSnapshot(governance, reading.state)
      : await foldWholeLog(governance);
  if (state.head.generation === 0) throw missingRegistry(governance, reading.kind);
  warnOfSnapshot(governance, reading);
  return { state, snapshot: reading.kind };
}

/** The state by the log alone. */
export async function foldWholeLog(governance: Governance): Promise<RegistryState> {
  return foldOnto(governance, EMPTY_STATE, await governance.log.readFrom(1));
}

/** Reads the snapshot's own entry too, so that a snapshot beside a foreign or shortened log is noticed. */
async function foldAfterSnapshot(governance: Governance, state: RegistryState): Promise<RegistryState> {
  const { generation, hash } = state.head;
  const [own, ...later] = await governance.log.readFrom(generation);
  if (own?.hash !== hash) {
    throw new GovError(
      'integrity',
      own === undefined
        ? `${governance.snapshot.place}: folded from generation ${generation}, which is not in ${governance.log.place}`
        : `${governance.snapshot.place}: folded from another generation ${generation} than the one in ${governance.log.place}`,
      {
        hint: 'entries were removed or replaced: run dharma-gov audit verify, then restore the log from a backup or git',
      },
    );
  }
  return foldOnto(governance, state, later);
}

/**
 * The whole log, chained and read.
 * @throws GovError input when there is none, integrity when it is damaged.
 */
export async function readLog(governance: Governance): Promise<LogEntry<RegistryEvent>[]> {
  const entries = await governance.log.readFrom(1);
  if (entries.length === 0) throw missingRegistry(governance, (await governance.snapshot.read()).kind);
  checkChain(EMPTY_HEAD, entries, governance.log.place);
  return parseEvents(entries, registryEventSchema, governance.log.place);
}

async function foldOnto(
  governance: Governance,
  base: RegistryState,
  entries: Awaited<ReturnType<Governance['log']['readFrom']>>,
): Promise<RegistryState> {
  checkChain(base.head, entries, governance.log.place);
  return foldEntries(base, parseEvents(entries, registryEventSchema, governance.log.place));
}

/** What to say where no log is, by what lies where its snapshot should be. */
export function missingRegistry(governance: Governance, snapshot: SnapshotReading['kind']): GovError {
  if (snapshot === 'missing') {
    return new GovError('input', `no registry in ${governance.place}`, { hint: 'run dharma-gov init' });
  }
  return new GovError(
    'integrity',
    `${governance.snapshot.place} is there, but its log ${governance.log.place} is not`,
    {
      hint: 'restore the log from a backup or from git: the snapshot alone proves nothing',
    },
  );
}

function warnOfSnapshot(governance: Governance, reading: SnapshotReading): void {
  const { place } = governance.snapshot;
  if (reading.kind === 'damaged') {
    governance.warn(
      `${place} is damaged (${reading.problem}): reading the log instead; the next change rebuilds it`,
    );
  }
  if (reading.kind === 'edited') {
    governance.warn(
      `${place} was edited by hand: its edits are ignored; dharma-gov doctor --repair rebuilds it`,
    );
  }
}

/** What a commit did. `entry` is null when the plan held no events, or when it was only asked for (dry run). */
export interface Committed<P extends Plan> {
  readonly plan: P;
  readonly entry: LogEntry<RegistryEvent> | null;
  readonly state: RegistryState;
}

/**
 * Plans on the newest state and commits; when somebody else commits first, reads, plans and tries again.
 * @param planOn pure; called once per attempt
 * @throws GovError conflict when others keep winning, and whatever `planOn` throws.
 */
export async function commitPlan<P extends Plan>(
  governance: Governance,
  options: { readonly reason: string | null; readonly dryRun: boolean; readonly loaded?: LoadedRegistry },
  planOn: (state: RegistryState) => P,
): Promise<Committed<P>> {
  let { state, snapshot } = options.loaded ?? (await loadRegistry(governance));
  for (let attempt = 1; ; attempt++) {
    const plan = planOn(state);
    if (plan.events.length === 0 || options.dryRun) return { plan, entry: null, state };
    const note = {
      at: governance.now(),
      actor: await governance.actor(),
      action: plan.action,
      reason: options.reason,
    };
    const entry = sealEntry(state.head, note, plan.events, governance.sha256);
    // Fold first: a plan that contradicts the state must fail before it is in the log for good.
    const next = foldEntries(state, [entry]);
    if ((await governance.log.append(entry)) === 'committed') {
      await refreshSnapshot(governance, snapshot, next);
      return { plan, entry, state: next };
    }
    await waitAfterConflict(governance, governance.place, attempt);
    state = await foldOnto(governance, state, await governance.log.readFrom(state.head.generation + 1));
  }
}

/** The commit is done by now, so a snapshot that cannot be written is a warning: readers fold the log. */
async function refreshSnapshot(
  governance: Governance,
  previous: SnapshotReading['kind'],
  state: RegistryState,
): Promise<void> {
  // Somebody's edits in the snapshot are theirs to keep until they ask for a repair.
  if (previous === 'edited') return;
  try {
    await governance.snapshot.write(state);
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    governance.warn(
      `the change is recorded, but ${governance.snapshot.place} could not be refreshed: ${error.message}`,
    );
  }
}
