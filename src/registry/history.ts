import type { LogEntry } from '../commit-log/entry.js';
import type { Instant } from '../core/time.js';
import type { RegistryEvent, StatusChanged } from './events.js';
import { foldEntries } from './fold.js';
import { EMPTY_STATE, findModel, productionVersion } from './state.js';

/** One commit as it concerns one model. */
export interface HistoryEntry {
  readonly generation: number;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly reason: string | null;
  readonly events: readonly RegistryEvent[];
}

/** The commits that touched `model`, oldest first. */
export function historyOf(entries: readonly LogEntry<RegistryEvent>[], model: string): HistoryEntry[] {
  return entries.flatMap(({ generation, at, actor, action, reason, events }) => {
    const own = events.filter((event) => 'model' in event && event.model === model);
    return own.length === 0 ? [] : [{ generation, at, actor, action, reason, events: own }];
  });
}

/** When a version failed, and why. */
export interface Failure {
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string | null;
  readonly cause: StatusChanged['cause'];
}

/** The last time that a version failed, or null. @param history of its model, oldest first */
export function lastFailure(history: readonly HistoryEntry[], version: string): Failure | null {
  for (const { at, actor, reason, events } of history.toReversed()) {
    for (const event of events) {
      if (event.type === 'status-changed' && event.version === version && event.to === 'failed')
        return { at, actor, reason, cause: event.cause };
    }
  }
  return null;
}

/** The version of `model` that was in production at an instant; null when none was. */
export function productionAt(
  entries: readonly LogEntry<RegistryEvent>[],
  model: string,
  at: Instant,
): string | null {
  // Instants never go backwards along the log, so those up to `at` are a prefix of it.
  const then = foldEntries(
    EMPTY_STATE,
    entries.filter((entry) => entry.at <= at),
  );
  const found = findModel(then, model);
  return (found === undefined ? undefined : productionVersion(found)?.version) ?? null;
}
