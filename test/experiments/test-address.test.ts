import { describe, expect, it } from 'vitest';
import { parseTestAddress, requireTest } from '../../src/experiments/test-address.js';
import type { Experiment } from '../../src/registry/experiment.js';
import type { Model } from '../../src/registry/state.js';
import { expectGovError } from '../expect-error.js';

const experiment = (id: string, running: boolean): Experiment => ({
  id,
  startedAt: '2026-01-01T00:00:00.000Z',
  startedBy: 'ada',
  arms: [],
  hash: 'sha256',
  salt: id,
  metrics: [],
  method: 'sequential',
  alpha: 0.05,
  plannedUnits: 1,
  minUnits: 1,
  durationHours: 1,
  from: '2026-01-01T00:00:00.000Z',
  ramp: null,
  phases: [{ from: '2026-01-01T00:00:00.000Z', percent: 100, reason: 'started' }],
  stopped: running
    ? null
    : {
        decision: 'inconclusive',
        winner: null,
        losers: [],
        analysis: null,
        at: '2026-01-02T00:00:00.000Z',
        by: 'ada',
        reason: null,
      },
});

function modelWith(tests: Readonly<Record<string, 'running' | 'ended'>>): Model {
  const experiments = Object.entries(tests).map(([id, state]) => [id, experiment(id, state === 'running')]);
  return {
    name: 'churn',
    type: 'classifier',
    createdAt: '2026-01-01T00:00:00.000Z',
    versions: {},
    promotionTrail: [],
    everInProduction: [],
    ...(experiments.length === 0 ? {} : { experiments: Object.fromEntries(experiments) }),
  };
}

describe('the address of a test', () => {
  it('is a model, or a model and its test', () => {
    expect(parseTestAddress('churn')).toEqual({ model: 'churn', test: null });
    expect(parseTestAddress('churn/ab-2')).toEqual({ model: 'churn', test: 'ab-2' });
  });

  it.each(['churn/', 'churn/ab-1/x', 'churn@1.0.0', '/ab-1', ''])('is not "%s"', (text) => {
    expect(expectGovError(() => parseTestAddress(text)).kind).toBe('usage');
  });

  it('finds the only running test of a model, and any test by its name', () => {
    const model = modelWith({ 'ab-1': 'ended', 'ab-2': 'running' });
    expect(requireTest(model, { model: 'churn', test: null }).id).toBe('ab-2');
    expect(requireTest(model, { model: 'churn', test: 'ab-1' }).id).toBe('ab-1');
  });

  it('finds the latest test of a model when none is running', () => {
    const model = modelWith({ 'ab-1': 'ended', 'ab-2': 'ended' });
    expect(requireTest(model, { model: 'churn', test: null }).id).toBe('ab-2');
  });

  it.each([
    ['none was ever started', modelWith({}), 'churn has had no test', /ab-test start churn/],
    [
      'several are running',
      modelWith({ 'ab-1': 'running', 'ab-2': 'running', 'ab-3': 'ended' }),
      '2 tests of churn are running',
      /churn\/ab-1, churn\/ab-2$/,
    ],
  ])('names what there is when %s', (_name, model, message, hint) => {
    const error = expectGovError(() => requireTest(model, { model: 'churn', test: null }));
    expect(error).toMatchObject({ kind: 'input', message, hint: expect.stringMatching(hint) });
  });

  it('is no property that every object has', () => {
    const error = expectGovError(() => requireTest(modelWith({}), { model: 'churn', test: 'constructor' }));
    expect(error.message).toBe('model churn has no test "constructor"');
  });
});
