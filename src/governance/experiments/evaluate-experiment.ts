import type { Instant } from '../../core/time.js';
import { analyzeExperiment, comparedSince, type ExperimentAnalysis } from '../../experiments/analyze.js';
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
 * nothing. Of a test that has ended it gives the analysis it ended with, unless an instant is asked for.
 * @throws GovError input when there is no such test, integrity when a log is damaged.
 */
export async function evaluateExperiment(
  governance: Governance,
  request: { readonly test: TestAddress; readonly to: Instant | null },
): Promise<ExperimentReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, request.test.model);
  const experiment = requireTest(model, request.test);
  const kept = request.to === null ? keptReport(model.name, experiment) : null;
  return kept ?? evaluate(governance, model.name, experiment, request.to);
}

/** Null while a test runs, and for one that ended without an analysis. */
function keptReport(model: string, experiment: Experiment): ExperimentReport | null {
  const analysis = experiment.stopped?.analysis;
  if (analysis === null || typeof analysis !== 'object' || !('candidates' in analysis)) return null;
  // The log is sealed, and nothing but this program writes analyses into it.
  return { ...(analysis as unknown as ExperimentAnalysis), model, test: experiment.id, experiment };
}

/** @param to units count up to it, excluded; null: up to now, or to the end of a test that has ended */
export async function evaluate(
  governance: Governance,
  model: string,
  present: Experiment,
  to: Instant | null,
): Promise<ExperimentReport> {
  const ended = present.stopped?.at ?? governance.now();
  const at = to === null || to > ended ? ended : to;
  // As it was then: a step that was taken later had not begun. The present one may have yet to settle.
  const phases = present.phases.filter(({ from }, index) => to === null || index === 0 || from < at);
  const experiment = { ...present, phases };
  const from = comparedSince(experiment);
  const readings = await readExperiment(governance, model, {
    versions: experiment.arms.map(({ version }) => version),
    from,
    to: at,
    cuts: phases.map((phase) => phase.from),
    metrics: experiment.metrics.map(({ metric }) => metric),
  });
  return { model, test: present.id, experiment: present, ...analyzeExperiment(experiment, readings, at) };
}
