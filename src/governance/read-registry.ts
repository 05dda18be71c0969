import { checkChain } from '../commit-log/chain.js';
import { EMPTY_HEAD, type LogEntry } from '../commit-log/entry.js';
import type { Instant } from '../core/time.js';
import { type Address, requireModel, resolveAddress } from '../registry/address.js';
import type { RegistryEvent } from '../registry/events.js';
import { type HistoryEntry, historyOf, productionAt } from '../registry/history.js';
import { newestOf, sortNewestFirst } from '../registry/names.js';
import { parseRegistryEvents } from '../registry/parse-events.js';
import { type Model, productionVersion, type RegistryState, type Version } from '../registry/state.js';
import { STATUSES, type Status } from '../registry/status.js';
import type { Governance } from './context.js';
import { loadRegistry } from './registry-store.js';

/** A model in one line. */
export interface ModelSummary {
  readonly model: string;
  readonly type: string;
  readonly production: string | null;
  readonly staging: readonly string[];
  readonly latest: string;
  readonly counts: Readonly<Record<Status, number>>;
}

export async function listModels(governance: Governance): Promise<ModelSummary[]> {
  const { state } = await loadRegistry(governance);
  return sortedModels(state).map(summarize);
}

function sortedModels(state: RegistryState): Model[] {
  return Object.values(state.models).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summarize(model: Model): ModelSummary {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const { status } of Object.values(model.versions)) counts[status]++;
  const inStatus = (status: Status) =>
    Object.values(model.versions).flatMap((version) => (version.status === status ? [version.version] : []));
  return {
    model: model.name,
    type: model.type,
    production: productionVersion(model)?.version ?? null,
    staging: sortNewestFirst(inStatus('staging')),
    latest: newestOf(Object.keys(model.versions)) ?? '',
    counts,
  };
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

/** The whole log, chained and read. */
export async function readLog(governance: Governance): Promise<LogEntry<RegistryEvent>[]> {
  const entries = await governance.log.readFrom(1);
  checkChain(EMPTY_HEAD, entries, governance.log.place);
  return parseRegistryEvents(entries, governance.log.place);
}

/** What happened to a model, oldest first. */
export async function readHistory(governance: Governance, name: string): Promise<HistoryEntry[]> {
  const { state } = await loadRegistry(governance);
  return historyOf(await readLog(governance), requireModel(state, name).name);
}

/** What was in production at an instant. */
export async function readProductionAt(
  governance: Governance,
  name: string,
  at: Instant,
): Promise<{ model: string; at: Instant; version: string | null }> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, name).name;
  return { model, at, version: productionAt(await readLog(governance), model, at) };
}
