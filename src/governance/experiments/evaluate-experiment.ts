import type { Instant } from '../../core/time.js';
import { analyzeExperiment, type ExperimentAnalysis } from '../../experiments/analyze.js';
import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import { requireModel } from '../../registry/address.js';
import type { Experiment } from '../../registry/experiment.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';
import { readExperiment } from './read-experiment.js';

export interface ExperimentReport extends ExperimentAnalysis {
  readonly model: string;
  readonly test: string;
  readonly experiment: Experiment;
}

/**
 * Compares the arms of a test by all that the prediction log and the recorded outcomes know of them by now. Changes
 * nothing. A test that has ended is evaluated up to its end.
 * @throws GovError input when there is no such test, integrity when a log is damaged.
 */
export async function evaluateExperiment(
  governance: Governance,
  request: { readonly test: TestAddress; readonly to: Instant | null },
): Promise<ExperimentReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, request.test.model);
  const experiment = requireTest(model, request.test);
  return evaluate(governance, model.name, experiment, request.to);
}

/** @param to units count up to it, excluded; null: up to now, or to the end of a test that has ended */
export async function evaluate(
  governance: Governance,
  model: string,
  experiment: Experiment,
  to: Instant | null,
): Promise<ExperimentReport> {
  const at = to ?? experiment.stopped?.at ?? governance.now();
  const readings = await readExperiment(governance, model, {
    versions: experiment.arms.map(({ version }) => version),
    from: experiment.from,
    to: at,
    cuts: experiment.phases.map(({ from }) => from),
    metrics: experiment.metrics.map(({ metric }) => metric),
  });
  return { model, test: experiment.id, experiment, ...analyzeExperiment(experiment, readings, at) };
}
