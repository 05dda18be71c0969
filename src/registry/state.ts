import { EMPTY_HEAD, type LogHead } from '../commit-log/entry.js';
import type { Instant } from '../core/time.js';
import type { ModelAlerts } from './alert.js';
import type { ModelAutomation } from './automation.js';
import type { Artifact, BaselineReference, Lineage, VersionRegistered } from './events.js';
import type { Experiment } from './experiment.js';
import type { GateWaiver, VersionReview } from './gate-record.js';
import type { Status } from './status.js';

export interface Version {
  readonly version: string;
  readonly status: Status;
  /** Since when it is in that status. */
  readonly statusSince: Instant;
  readonly artifact: Artifact;
  readonly config: VersionRegistered['config'];
  readonly metrics: Readonly<Record<string, number>>;
  readonly lineage: Lineage;
  readonly tags: readonly string[];
  readonly description: string | null;
  readonly author: string;
  /** Who answers for it. */
  readonly owner?: string | null | undefined;
  readonly baseline: BaselineReference | null;
  readonly registeredAt: Instant;
  readonly registeredBy: string;
  /** The log entry that registered it. */
  readonly generation: number;
}

export interface Model {
  readonly name: string;
  readonly type: string;
  readonly createdAt: Instant;
  /** By version number. */
  readonly versions: Readonly<Record<string, Version>>;
  /**
   * The way back: versions that reached production and were not rolled away from, oldest first. The last one is in
   * production, unless it has been retired since.
   */
  readonly promotionTrail: readonly string[];
  /** Every version that ever was in production, in order of its first time there. */
  readonly everInProduction: readonly string[];
  /** Absent until the first one: a registry without alerts looks as it did before there were any. */
  readonly alerts?: ModelAlerts;
  /** By id, in order of their start; missing until the first. */
  readonly experiments?: Readonly<Record<string, Experiment>>;
  /** What people said of versions, the last word of each, oldest first; missing until the first. */
  readonly reviews?: readonly VersionReview[];
  /** Gates that were waived, oldest first; missing until the first. */
  readonly waivers?: readonly GateWaiver[];
  /** Missing until something was done with nobody asked. */
  readonly automation?: ModelAutomation;
}

/** The fold of the log: what `registry.json` shows. Never changed in place once handed out. */
export interface RegistryState {
  readonly head: LogHead;
  /** Random name of this registry, from its first entry; null before that. */
  readonly id: string | null;
  /** By name. */
  readonly models: Readonly<Record<string, Model>>;
}

export const EMPTY_STATE: RegistryState = { head: EMPTY_HEAD, id: null, models: {} };

/** Own properties only: a model may well be called "constructor". */
export function findModel(state: RegistryState, name: string): Model | undefined {
  return Object.hasOwn(state.models, name) ? state.models[name] : undefined;
}

export function findVersion(model: Model, version: string): Version | undefined {
  return Object.hasOwn(model.versions, version) ? model.versions[version] : undefined;
}

/** The tests of a model, oldest first. */
export function experimentsOf(model: Model): Experiment[] {
  return Object.values(model.experiments ?? {});
}

/** The version in production, of which there is at most one. */
export function productionVersion(model: Model): Version | undefined {
  const last = model.promotionTrail.at(-1);
  const version = last === undefined ? undefined : findVersion(model, last);
  return version?.status === 'production' ? version : undefined;
}
