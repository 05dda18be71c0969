import type { Instant } from '../../core/time.js';
import { type Model, productionVersion } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import { findOpenMatters, type OpenMatters } from './open-matters.js';
import { countByStatus, sortedModels } from './read-registry.js';
import { loadRegistry } from './registry-store.js';

/** A model as somebody responsible for it wants to see it in the morning. */
export interface ModelStatus extends OpenMatters {
  readonly model: string;
  readonly versions: number;
  readonly production: ProductionStatus | null;
  /** Versions that were found damaged or were given up. */
  readonly failed: readonly string[];
}

export interface ProductionStatus {
  readonly version: string;
  readonly since: Instant;
  /** Rows that drift is measured against; null without a baseline. */
  readonly baselineRows: number | null;
  /** In the prediction log, of this version. */
  readonly predictions: number;
  /** Instant of the latest prediction; null when there are none. */
  readonly lastPredictionAt: Instant | null;
}

export interface RegistryStatus {
  readonly registry: string;
  readonly generation: number;
  readonly lastChangeAt: Instant | null;
  readonly counts: Readonly<Record<Status, number>>;
  readonly models: readonly ModelStatus[];
}

/** The whole registry at a glance. Reads no model file and no prediction, only what the logs say of them. */
export async function readStatus(governance: Governance): Promise<RegistryStatus> {
  const { state } = await loadRegistry(governance);
  const models = sortedModels(state);
  const versions = models.flatMap((model) => Object.values(model.versions));
  const statuses: ModelStatus[] = [];
  for (const model of models) statuses.push(await describeModel(governance, model));
  return {
    registry: governance.place,
    generation: state.head.generation,
    lastChangeAt: state.head.at,
    counts: countByStatus(versions),
    models: statuses,
  };
}

async function describeModel(governance: Governance, model: Model): Promise<ModelStatus> {
  const versions = Object.values(model.versions);
  return {
    model: model.name,
    versions: versions.length,
    production: await describeProduction(governance, model),
    failed: versions.filter(({ status }) => status === 'failed').map(({ version }) => version),
    ...findOpenMatters(governance, model),
  };
}

async function describeProduction(governance: Governance, model: Model): Promise<ProductionStatus | null> {
  const version = productionVersion(model);
  if (version === undefined) return null;
  const log = await readPredictionLog(await governance.openPredictionLog(model.name));
  const batches = log.predictions.filter((batch) => batch.version === version.version);
  return {
    version: version.version,
    since: version.statusSince,
    baselineRows: version.baseline?.rows ?? null,
    predictions: batches.reduce((sum, { rows }) => sum + rows, 0),
    lastPredictionAt:
      batches
        .map(({ lastAt }) => lastAt)
        .sort()
        .at(-1) ?? null,
  };
}
