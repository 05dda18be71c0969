import { GovError } from '../core/errors.js';
import type { Experiment } from '../registry/experiment.js';
import { parseModelName } from '../registry/names.js';
import { experimentsOf, type Model } from '../registry/state.js';

/** `churn/ab-2`, or `churn` for the only running test of a model, and without one for its latest. */
export interface TestAddress {
  readonly model: string;
  /** Null: whichever is running, or was the last to run. */
  readonly test: string | null;
}

/** @throws GovError usage for anything that names no test. */
export function parseTestAddress(text: string): TestAddress {
  const [model = '', test, ...rest] = text.split('/');
  if (rest.length > 0 || test === '' || model.includes('@')) {
    throw new GovError('usage', `test: "${text}" names no test`, {
      hint: 'write the model, or the model and its test: churn or churn/ab-1',
    });
  }
  return { model: parseModelName(model), test: test ?? null };
}

/** @throws GovError input when there is no such test, or several are running where one was meant. */
export function requireTest(model: Model, { test }: TestAddress): Experiment {
  const all = experimentsOf(model);
  if (test !== null) {
    const found = all.find(({ id }) => id === test);
    if (found !== undefined) return found;
    throw new GovError('input', `model ${model.name} has no test "${test}"`, { hint: listOf(model, all) });
  }
  const running = all.filter(({ stopped }) => stopped === null);
  const [only, ...others] = running;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const latest = all.at(-1);
    if (latest !== undefined) return latest;
    throw new GovError('input', `${model.name} has had no test`, { hint: listOf(model, all) });
  }
  throw new GovError('input', `${running.length} tests of ${model.name} are running`, {
    hint: `name one: ${running.map(({ id }) => `${model.name}/${id}`).join(', ')}`,
  });
}

const SHOWN = 5;

function listOf(model: Model, experiments: readonly Experiment[]): string {
  if (experiments.length === 0) return `dharma-gov ab-test start ${model.name} starts one`;
  const shown = experiments.slice(-SHOWN).map(({ id }) => `${model.name}/${id}`);
  return `its latest: ${shown.join(', ')}`;
}
