import { requireModel } from '../../registry/address.js';
import type { Experiment } from '../../registry/experiment.js';
import { experimentsOf } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { sortedModels } from '../registry/read-registry.js';
import { loadRegistry } from '../registry/registry-store.js';

export interface ListedExperiment {
  readonly model: string;
  readonly experiment: Experiment;
}

/**
 * The tests of a model, or of all (null), oldest first.
 * @throws GovError input when there is no such model.
 */
export async function listExperiments(
  governance: Governance,
  model: string | null,
): Promise<ListedExperiment[]> {
  const { state } = await loadRegistry(governance);
  const models = model === null ? sortedModels(state) : [requireModel(state, model)];
  return models.flatMap((found) =>
    experimentsOf(found).map((experiment) => ({ model: found.name, experiment })),
  );
}
