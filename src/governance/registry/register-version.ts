import type { Artifact, ArtifactFile, BaselineReference } from '../../registry/events.js';
import type { Bump } from '../../registry/names.js';
import type { Plan } from '../../registry/plan.js';
import { planRegister, type RegisterRequest } from '../../registry/plan-register.js';
import { findModel, findVersion } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { GitState, Governance } from '../context.js';
import { makeBaseline } from '../drift/set-baseline.js';
import { fingerprint, fingerprintTrainingData } from './fingerprint.js';
import { commitPlan, loadRegistry } from './registry-store.js';

export interface RegisterOptions {
  readonly model: string;
  readonly modelType: string | null;
  readonly version: string | null;
  readonly bump: Bump;
  readonly status: 'training' | 'validation';
  /** Relative to the registry folder, with `/`. */
  readonly artifactPath: string;
  readonly config: RegisterRequest['config'];
  readonly metrics: RegisterRequest['metrics'];
  /** Relative to the registry folder; null for none. Its distribution becomes the drift baseline. */
  readonly trainingDataPath: string | null;
  readonly parentVersion: string | null;
  readonly runId: string | null;
  readonly tags: readonly string[];
  readonly description: string | null;
  /** Null: whoever is at work. */
  readonly author: string | null;
  /** Who answers for it; missing or null: nobody is named. */
  readonly owner?: string | null;
  readonly ifAbsent: boolean;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface RegisterReport {
  readonly model: string;
  readonly version: string;
  readonly status: Status;
  readonly artifact: Artifact;
  readonly baseline: BaselineReference | null;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Registers model files as a version. The bytes are hashed before the commit, never during it.
 * @throws GovError input when the files are missing or the version is taken.
 */
export async function registerVersion(
  governance: Governance,
  options: RegisterOptions,
): Promise<RegisterReport> {
  // Other programs answer while the registry is being read.
  const [git, author, loaded] = await Promise.all([
    governance.gitState(),
    options.author ?? governance.actor(),
    loadRegistry(governance),
  ]);
  const artifact = await fingerprint(governance, options.artifactPath, 'artifact');
  const trainingData =
    options.trainingDataPath === null
      ? null
      : await fingerprintTrainingData(governance, options.trainingDataPath);
  const request = toRequest(options, { artifact, trainingData, git, author });
  // Planned without the baseline first: a refusal must come before minutes of work on the training data.
  const baseline =
    trainingData !== null && planRegister(loaded.state, request).events.length > 0
      ? await makeBaseline(governance, trainingData, !options.dryRun)
      : null;

  const { plan, entry, state } = await commitPlan(
    governance,
    { reason: options.reason, dryRun: options.dryRun, loaded },
    (state) => planRegister(state, { ...request, baseline }),
  );
  const model = findModel(state, options.model);
  const existing = model === undefined ? undefined : findVersion(model, plan.version);
  return {
    model: options.model,
    version: plan.version,
    // Of a version that was there already, what it is and not what was asked for.
    status: existing?.status ?? options.status,
    artifact,
    baseline: existing?.baseline ?? baseline,
    plan,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

function toRequest(
  options: RegisterOptions,
  found: {
    readonly artifact: Artifact;
    readonly trainingData: ArtifactFile | null;
    readonly git: GitState | null;
    readonly author: string;
  },
): RegisterRequest {
  return {
    model: options.model,
    modelType: options.modelType,
    version: options.version,
    bump: options.bump,
    status: options.status,
    artifact: found.artifact,
    config: options.config,
    metrics: options.metrics,
    lineage: {
      trainingData: found.trainingData,
      gitCommit: found.git?.commit ?? null,
      gitDirty: found.git?.dirty ?? null,
      parentVersion: options.parentVersion,
      runId: options.runId,
    },
    tags: [...options.tags],
    description: options.description,
    author: found.author,
    owner: options.owner ?? null,
    baseline: null,
    ifAbsent: options.ifAbsent,
  };
}
