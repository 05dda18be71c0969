import { canonicalJson } from '../../core/json.js';
import type { BaselineColumn } from '../../drift/baseline.js';
import type { Unscored } from '../../drift/plan-column.js';
import type { StoredBaseline } from '../../drift/ports.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import type { ArtifactFile, BaselineReference } from '../../registry/events.js';
import type { Plan } from '../../registry/plan.js';
import type { Governance } from '../context.js';
import { fingerprintTrainingData } from '../registry/fingerprint.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { type DeclaredColumns, learnColumns, NOTHING_DECLARED } from './learn-columns.js';

export interface SetBaselineOptions {
  readonly address: Address;
  /** Relative to the registry folder, with `/`. */
  readonly trainingDataPath: string;
  readonly declared: DeclaredColumns;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface BaselineReport {
  readonly model: string;
  readonly version: string;
  readonly baseline: BaselineReference;
  readonly columns: readonly Pick<BaselineColumn, 'name' | 'role' | 'kind'>[];
  readonly unscored: readonly Unscored[];
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Makes the distribution of training data the one that drift of a version is measured against.
 * @throws GovError input when the data cannot be read or has nothing to score.
 */
export async function setBaseline(
  governance: Governance,
  options: SetBaselineOptions,
): Promise<BaselineReport> {
  const loaded = await loadRegistry(governance);
  const { model, version } = resolveAddress(loaded.state, options.address);
  const path = options.trainingDataPath;
  const trainingData = await fingerprintTrainingData(governance, path);
  const stored = await storeBaseline(governance, trainingData, {
    declared: options.declared,
    publish: !options.dryRun,
  });
  const baseline = referenceTo(stored, path);
  const { plan, entry } = await commitPlan(
    governance,
    { reason: options.reason, dryRun: options.dryRun, loaded },
    (state) => {
      const { version: latest } = resolveAddress(state, {
        model: model.name,
        selector: { kind: 'version', version: version.version },
      });
      const isSet = latest.baseline !== null && canonicalJson(latest.baseline) === canonicalJson(baseline);
      const event = { type: 'baseline-set', model: model.name, version: version.version, baseline } as const;
      return { action: 'baseline set', events: isSet ? [] : [event] };
    },
  );
  return {
    model: model.name,
    version: version.version,
    baseline,
    columns: stored.baseline.columns.map(({ name, role, kind }) => ({ name, role, kind })),
    unscored: stored.baseline.unscored,
    plan,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

/**
 * Makes the baseline of training data, for a version about to be registered.
 * @param publish false: only finds out what it would be
 * @throws GovError as `setBaseline`.
 */
export async function makeBaseline(
  governance: Governance,
  trainingData: ArtifactFile,
  publish: boolean,
): Promise<BaselineReference> {
  const stored = await storeBaseline(governance, trainingData, { declared: NOTHING_DECLARED, publish });
  return referenceTo(stored, trainingData.path);
}

function referenceTo({ key, baseline }: StoredBaseline, source: string): BaselineReference {
  return { ...key, source, rows: baseline.rows };
}

/** Raised when the same training data would give another baseline than before. */
const RECIPE = 2;

async function storeBaseline(
  governance: Governance,
  trainingData: ArtifactFile,
  { declared, publish }: { declared: DeclaredColumns; publish: boolean },
): Promise<StoredBaseline> {
  const { path, sha256 } = trainingData;
  const columns = Object.entries(governance.config).filter(([key]) => key.startsWith('columns.'));
  const recipe = { recipe: RECIPE, sha256, declared, columns: Object.fromEntries(columns) };
  const id = governance.sha256(canonicalJson(recipe)).slice(0, 32);
  const existing = await governance.baselines.find(id);
  if (existing !== undefined) return existing;
  return governance.withProgress(`reading ${path}`, () =>
    governance.withDriftData(async (drift) => {
      const { data, store } = await drift.openTrainingData(path, () => declared.categorical);
      const { rows, columns, unscored, kept } = await learnColumns(governance.config, data, declared);
      return store({ id, columns: kept, publish }, (reference) => ({
        schemaVersion: 1,
        trainingDataSha256: sha256,
        rows,
        columns: [...columns],
        unscored: [...unscored],
        reference,
      }));
    }),
  );
}
