import type { Instant } from '../../core/time.js';
import { type Address, latestVersion, requireModel, resolveAddress } from '../../registry/address.js';
import { foldEntries } from '../../registry/fold.js';
import { type HistoryEntry, historyOf, productionAt } from '../../registry/history.js';
import { sortNewestFirst } from '../../registry/names.js';
import {
  EMPTY_STATE,
  type Model,
  productionVersion,
  type RegistryState,
  type Version,
} from '../../registry/state.js';
import { STATUSES, type Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { loadRegistry, readLog } from './registry-store.js';

/** A model in one line. */
export interface ModelSummary {
  readonly model: string;
  readonly type: string;
  readonly production: string | null;
  readonly staging: readonly string[];
  /** As in `model@latest`; null when every version has failed. */
  readonly latest: string | null;
  readonly counts: Readonly<Record<Status, number>>;
}

export async function listModels(governance: Governance): Promise<ModelSummary[]> {
  const { state } = await loadRegistry(governance);
  return sortedModels(state).map(summarize);
}

/** All that is known of every model, by name. */
export async function readModels(governance: Governance): Promise<Model[]> {
  return sortedModels((await loadRegistry(governance)).state);
}

/** The models by name. */
export function sortedModels(state: RegistryState): Model[] {
  return Object.values(state.models).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summarize(model: Model): ModelSummary {
  const inStatus = (status: Status) =>
    Object.values(model.versions).flatMap((version) => (version.status === status ? [version.version] : []));
  return {
    model: model.name,
    type: model.type,
    production: productionVersion(model)?.version ?? null,
    staging: sortNewestFirst(inStatus('staging')),
    latest: latestVersion(model)?.version ?? null,
    counts: countByStatus(Object.values(model.versions)),
  };
}

/** How many versions are in each status. */
export function countByStatus(versions: readonly Version[]): Record<Status, number> {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of versions) counts[status]++;
  return counts;
}

/** A model's versions, newest first. */
export async function listVersions(
  governance: Governance,
  name: string,
): Promise<{ model: Model; versions: Version[] }> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, name);
  const order = new Map(
    sortNewestFirst(Object.keys(model.versions)).map((version, index) => [version, index]),
  );
  const rank = ({ version }: Version) => order.get(version) ?? 0;
  return { model, versions: Object.values(model.versions).sort((a, b) => rank(a) - rank(b)) };
}

/** The version an address points at now. */
export async function findAddressed(
  governance: Governance,
  address: Address,
): Promise<{ model: Model; version: Version }> {
  const { state } = await loadRegistry(governance);
  return resolveAddress(state, address);
}

/** What happened to a model, oldest first. */
export async function readHistory(governance: Governance, name: string): Promise<HistoryEntry[]> {
  const entries = await readLog(governance);
  return historyOf(entries, requireModel(foldEntries(EMPTY_STATE, entries), name).name);
}

/** What was in production at an instant. */
export async function readProductionAt(
  governance: Governance,
  name: string,
  at: Instant,
): Promise<{ model: string; at: Instant; version: string | null }> {
  const entries = await readLog(governance);
  const model = requireModel(foldEntries(EMPTY_STATE, entries), name).name;
  return { model, at, version: productionAt(entries, model, at) };
}
