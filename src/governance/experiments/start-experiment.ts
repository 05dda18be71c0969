import { GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import { assertSoundMetrics } from '../../experiments/metric-spec.js';
import { assertSoundRamp } from '../../experiments/ramp.js';
import { assertSoundArms } from '../../experiments/routing.js';
import { requireModel } from '../../registry/address.js';
import { type Experiment, nextExperimentId } from '../../registry/experiment.js';
import type { ExperimentStarted } from '../../registry/experiment-events.js';
import type { Plan } from '../../registry/plan.js';
import { experimentsOf, findVersion, type Model, type Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { requireIntactArtifact } from '../registry/artifact-integrity.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { requireRecorded } from './recorded-metrics.js';

export interface StartRequest
  extends Pick<
    ExperimentStarted,
    'arms' | 'hash' | 'metrics' | 'method' | 'plannedUnits' | 'durationHours' | 'ramp'
  > {
  readonly model: string;
  /** Null: a salt of the test's own. */
  readonly salt: string | null;
  /** From when on predictions and outcomes count; null: from now on. */
  readonly from: Instant | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface StartReport {
  readonly model: string;
  readonly test: string;
  readonly plan: Plan;
  readonly started: ExperimentStarted;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Starts a test of versions against each other, when it could end in a sound decision.
 * @throws GovError usage or input for a test that could not, denied when tests are switched off or a version was given
 * up, integrity when a version's files are not the registered ones, conflict when its salt is in use.
 */
export async function startExperiment(governance: Governance, request: StartRequest): Promise<StartReport> {
  if (!governance.config['abTesting.enabled']) {
    throw new GovError('denied', 'A/B tests are switched off', {
      hint: 'set abTesting.enabled to true in .dharmarc',
    });
  }
  assertSoundArms(request.arms);
  assertSoundMetrics(request.metrics);
  if (request.ramp !== null) assertSoundRamp(request.ramp);
  const loaded = await loadRegistry(governance);
  const model = requireModel(loaded.state, request.model);
  const versions = request.arms.map(({ version }) => requireArm(model, version));
  await requireRecorded(governance, request);
  for (const version of versions) {
    await requireIntactArtifact(governance, model, version, request.dryRun);
  }
  const now = governance.now();
  const planOn = (present: Model) => planStart(governance, present, request, now);
  const { plan, entry } = await commitPlan(
    governance,
    { reason: request.reason, dryRun: request.dryRun, loaded },
    (state) => ({ action: 'ab-test start', events: [planOn(requireModel(state, model.name))] }),
  );
  const started = plan.events.find((event) => event.type === 'experiment-started');
  if (started === undefined) throw new GovError('conflict', 'the test was not started');
  return {
    model: model.name,
    test: started.experiment,
    plan,
    started,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

function requireArm(model: Model, number: string): Version {
  const version = findVersion(model, number);
  if (version === undefined) {
    throw new GovError('input', `${model.name}@${number}: no such version`, {
      hint: `dharma-gov show ${model.name} lists them`,
    });
  }
  if (version.status !== 'failed') return version;
  throw new GovError('denied', `${model.name}@${number} has failed and gets no traffic`, {
    hint: 'register the mended model as a new version',
  });
}

function planStart(
  { config }: Governance,
  model: Model,
  request: StartRequest,
  now: Instant,
): ExperimentStarted {
  const experiment = nextExperimentId(experimentsOf(model));
  const salt = request.salt ?? `${model.name}/${experiment}`;
  assertFreeSalt(model, salt);
  return {
    type: 'experiment-started',
    model: model.name,
    experiment,
    arms: [...request.arms],
    hash: request.hash,
    salt,
    metrics: [...request.metrics],
    method: request.method,
    alpha: config['abTesting.alpha'],
    plannedUnits: request.plannedUnits,
    minUnits: config['abTesting.minUnits'],
    durationHours: request.durationHours,
    from: request.from ?? now,
    ramp: request.ramp,
    percent: request.ramp?.percents[0] ?? 100,
  };
}

/** Two tests that share a salt give the same units to the same side of both, so neither could tell its effect. */
function assertFreeSalt(model: Model, salt: string): void {
  const other = experimentsOf(model).find(
    (experiment: Experiment) => experiment.stopped === null && experiment.salt === salt,
  );
  if (other === undefined) return;
  throw new GovError('denied', `test ${model.name}/${other.id} is running with the salt "${salt}"`, {
    hint: 'leave --salt out, or stop the other test first',
  });
}
