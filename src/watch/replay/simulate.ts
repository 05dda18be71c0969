import { GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import type { Governance } from '../../governance/context.js';
import { readPredictionLog } from '../../governance/predictions/ingest-predictions.js';
import { loadRegistry } from '../../governance/registry/registry-store.js';
import { requireModel } from '../../registry/address.js';
import { NO_ALERTS } from '../../registry/alert.js';
import type { Model, RegistryState } from '../../registry/state.js';
import { productionVersion } from '../../registry/state.js';
import { ChecksInMemory, LogInMemory, SnapshotInMemory } from './memory.js';
import { newestOfDays, openPastLog, type PredictionDays, readDays } from './past-predictions.js';

/** A registry at an instant of the past: reads what is there, keeps in memory what is done to it. */
export interface Simulation {
  readonly governance: Governance;
  readonly log: LogInMemory;
  readonly checks: ChecksInMemory;
  /** The model as it is by now. */
  model(): Promise<Model>;
  /** Goes on to a later instant. */
  moveTo(at: Instant): Promise<void>;
}

/** What changes are made by in a rehearsal. */
const ACTOR = 'dharma-gov watch --replay';

/**
 * Starts a simulation with the registry as it is now, but for what time has done to it: no alerts, nothing done
 * automatically, and what is in production has been so from the start.
 * @param span first and last instant of the clock
 */
export async function simulate(
  governance: Governance,
  name: string,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<Simulation> {
  const { state } = await loadRegistry(governance);
  const [last] = await governance.log.readFrom(state.head.generation);
  if (last === undefined) throw new GovError('integrity', `${governance.log.place}: its last entry is gone`);
  let at = from;
  const log = new LogInMemory(governance.log, last);
  const checks = new ChecksInMemory();
  const predictions = await governance.openPredictionLog(name);
  const known = await readPredictionLog(predictions);
  const daysOf = new Map<string, PredictionDays>();
  const past = await openPastLog(
    predictions.commits,
    () => at,
    (version, instant) => {
      const days = daysOf.get(version);
      return days === undefined ? instant : newestOfDays(days, instant);
    },
  );
  let calls = 0;
  const simulated: Governance = {
    ...governance,
    log,
    snapshot: new SnapshotInMemory(governance.snapshot.place, asOfStart(state, from)),
    openCheckStore: async () => checks,
    openPredictionLog: async (model) =>
      model === name ? { ...predictions, commits: past } : governance.openPredictionLog(model),
    now: () => at,
    // Ids of checks need numbers that are all different, and the same in the next rehearsal.
    random: () => (calls++ % 1_000_000) / 1_000_000,
    actor: async () => ACTOR,
    withProgress: (_label, work) => work(() => {}),
  };
  const model = async () => requireModel((await loadRegistry(simulated)).state, name);
  return {
    governance: simulated,
    log,
    checks,
    model,
    moveTo: async (instant) => {
      at = instant;
      const version = productionVersion(await model())?.version;
      if (version === undefined || daysOf.has(version)) return;
      daysOf.set(version, await readDays(governance, name, known, { version, to }));
    },
  };
}

function asOfStart(state: RegistryState, at: Instant): RegistryState {
  const models = Object.entries(state.models).map(([name, model]) => [name, afresh(model, at)]);
  return { ...state, head: { ...state.head, at }, models: Object.fromEntries(models) };
}

function afresh({ automation: _automation, ...model }: Model, at: Instant): Model {
  const production = productionVersion(model);
  if (production === undefined) return { ...model, alerts: NO_ALERTS };
  const versions = { ...model.versions, [production.version]: { ...production, statusSince: at } };
  return { ...model, alerts: NO_ALERTS, versions };
}
