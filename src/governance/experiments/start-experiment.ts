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
 * up or is in another test, or the salt is in use, integrity when a version's files are not the registered ones.
 */
export async function startExperiment(governance: Governance, request: StartRequest): Promise<StartReport> {
  if (!governance.config['abTesting.enabled']) {
    throw new GovError('denied', 'A/B tests are switched off', {
      hint: 'set abTesting.enabled to true in .dharmarc',
    });
  }
  assertSound(request);
  const loaded = await loadRegistry(governance);
  const model = requireModel(loaded.state, request.model);
  const versions = request.arms.map(({ version }, index) => requireArm(model, version, index === 0));
  assertFreeVersions(model, request);
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

/** So many units are more than any test will see, and still a number that can be computed with. */
const MAX_UNITS = 1e12;

function assertSound({ arms, metrics, ramp, method, plannedUnits, durationHours }: StartRequest): void {
  assertSoundArms(arms);
  assertSoundMetrics(metrics);
  if (!(Number.isInteger(plannedUnits) && plannedUnits >= 1 && plannedUnits <= MAX_UNITS)) {
    throw new GovError(
      'usage',
      `--units: expected a whole number from 1 to ${MAX_UNITS}, got ${plannedUnits}`,
    );
  }
  if (!(durationHours >= 0 && durationHours < 1e6)) {
    throw new GovError('usage', '--duration: expected less than a hundred years');
  }
  if (ramp === null) {
    const starved = arms.find(({ weight }) => weight === 0);
    if (starved === undefined) return;
    throw new GovError('usage', `arm ${starved.version} gets no units, so it could never be compared`, {
      hint: 'give --split a share between 0 and 1',
    });
  }
  assertSoundRamp(ramp);
  if (method === 'sequential') return;
  throw new GovError('usage', '--method fixed: a canary has to be looked at after every step', {
    hint: 'leave out --method, or --ramp',
  });
}

/** Predictions say which version served them, and not for which test. */
function assertFreeVersions(model: Model, { arms }: StartRequest): void {
  for (const { id, stopped, arms: taken } of experimentsOf(model)) {
    const shared = arms.find(({ version }) => taken.some((arm) => arm.version === version));
    if (stopped !== null || shared === undefined) continue;
    throw new GovError(
      'denied',
      `${model.name}@${shared.version} is in test ${model.name}/${id}, which runs`,
      {
        hint: `end it first: dharma-gov ab-test stop ${model.name}/${id}`,
      },
    );
  }
}

function requireArm(model: Model, number: string, isControl: boolean): Version {
  const version = findVersion(model, number);
  if (version === undefined) {
    throw new GovError('input', `${model.name}@${number}: no such version`, {
      hint: `dharma-gov show ${model.name} lists them`,
    });
  }
  if (version.status === 'failed') {
    throw new GovError('denied', `${model.name}@${number} has failed and gets no traffic`, {
      hint: 'register the mended model as a new version',
    });
  }
  // Whoever wins has to be able to go to production.
  if (isControl || version.status === 'staging' || version.status === 'production') return version;
  throw new GovError(
    'denied',
    `${model.name}@${number} is in ${version.status}: it could win and not be promoted`,
    {
      hint: `first dharma-gov promote ${model.name}@${number} --to staging`,
    },
  );
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
