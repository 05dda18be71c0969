import { describe, expect, it } from 'vitest';
import { planPromote } from '../../src/registry/plan-promote.js';
import { planRollback, selectRollbackTarget } from '../../src/registry/plan-rollback.js';
import { findModel, findVersion, type Model, productionVersion } from '../../src/registry/state.js';
import { STATUSES, type Status } from '../../src/registry/status.js';
import { expectGovError } from '../expect-error.js';
import { RegistryHistory } from './registry-history.js';

const ALLOWED: [Status, Status][] = [
  ['training', 'validation'],
  ['training', 'failed'],
  ['validation', 'staging'],
  ['validation', 'failed'],
  ['staging', 'production'],
  ['staging', 'failed'],
  ['production', 'deprecated'],
  ['production', 'failed'],
];

/** A model with one version that was walked to `status`. */
function modelIn(status: Status): Model {
  const history = new RegistryHistory().register('1.0.0', {
    status: status === 'training' ? 'training' : 'validation',
  });
  const path: Record<Status, Status[]> = {
    training: [],
    validation: [],
    staging: ['staging'],
    production: ['staging', 'production'],
    deprecated: ['staging', 'production', 'deprecated'],
    failed: ['failed'],
  };
  for (const step of path[status]) history.promote('1.0.0', step);
  return history.model();
}

function version(model: Model, name: string) {
  const found = findVersion(model, name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('the lifecycle', () => {
  for (const from of STATUSES) {
    for (const to of STATUSES) {
      const allowed = ALLOWED.some(([a, b]) => a === from && b === to);
      if (from === to) {
        it(`has nothing to do from ${from} to ${to}`, () => {
          expect(planPromote(modelIn(from), version(modelIn(from), '1.0.0'), to).events).toEqual([]);
        });
      } else if (allowed) {
        it(`goes from ${from} to ${to}`, () => {
          const model = modelIn(from);
          expect(planPromote(model, version(model, '1.0.0'), to).events.at(-1)).toMatchObject({
            from,
            to,
            version: '1.0.0',
          });
        });
      } else {
        it(`refuses ${from} to ${to} and names what is possible`, () => {
          const model = modelIn(from);
          const refusal = expectGovError(() => planPromote(model, version(model, '1.0.0'), to));
          expect(refusal).toMatchObject({ kind: 'denied', exitCode: 3 });
          for (const [, next] of ALLOWED.filter(([status]) => status === from))
            expect(refusal.hint).toContain(next);
        });
      }
    }
  }

  it('swaps the production version in one commit', () => {
    const history = new RegistryHistory()
      .registerInProduction('1.0.0')
      .register('1.1.0')
      .promote('1.1.0', 'staging');
    const generationBefore = history.state.head.generation;
    history.promote('1.1.0', 'production');
    expect(history.state.head.generation).toBe(generationBefore + 1);
    expect(version(history.model(), '1.0.0').status).toBe('deprecated');
    expect(productionVersion(history.model())?.version).toBe('1.1.0');
  });
});

describe('rollback', () => {
  const three = () =>
    new RegistryHistory()
      .registerInProduction('1.0.0')
      .registerInProduction('1.1.0')
      .registerInProduction('1.2.0');

  it('walks further back with each rollback, not to and fro', () => {
    const history = three().rollback();
    expect(productionVersion(history.model())?.version).toBe('1.1.0');
    history.rollback();
    expect(productionVersion(history.model())?.version).toBe('1.0.0');
    expect(expectGovError(() => history.rollback())).toMatchObject({ kind: 'denied' });
  });

  it('goes by promotion history, not by the newest deprecated version', () => {
    // 1.5.0 was in production first, then 1.4.1: a hotfix of an older line.
    const history = new RegistryHistory()
      .registerInProduction('1.5.0')
      .registerInProduction('1.4.1')
      .registerInProduction('1.6.0');
    expect(selectRollbackTarget(history.model(), null).version).toBe('1.4.1');
  });

  it('takes any version that once was in production, and no other', () => {
    const history = three().rollback('1.0.0').register('1.3.0');
    expect(productionVersion(history.model())?.version).toBe('1.0.0');
    expect(productionVersion(history.rollback('1.2.0').model())?.version).toBe('1.2.0');
    expect(selectRollbackTarget(history.model(), null).version).toBe('1.0.0');
    expect(expectGovError(() => history.rollback('1.3.0'))).toMatchObject({ kind: 'denied' });
    expect(expectGovError(() => history.rollback('9.9.9'))).toMatchObject({ kind: 'input' });
  });

  it('passes over versions that have failed', () => {
    const history = three().fail('1.1.0');
    expect(selectRollbackTarget(history.model(), null).version).toBe('1.0.0');
    expect(expectGovError(() => selectRollbackTarget(history.model(), '1.1.0'))).toMatchObject({
      kind: 'denied',
    });
  });

  it('restores production after the version there has failed', () => {
    const history = three().fail('1.2.0');
    expect(productionVersion(history.model())).toBeUndefined();
    expect(productionVersion(history.rollback().model())?.version).toBe('1.1.0');
  });

  it('has nothing to do when the target already is in production', () => {
    const model = three().model();
    expect(planRollback(model, selectRollbackTarget(model, '1.2.0')).events).toEqual([]);
  });
});

describe('names of models', () => {
  it('may be the name of something every object has', () => {
    const history = new RegistryHistory('constructor');
    expect(findModel(history.state, 'constructor')).toBeUndefined();
    history.registerInProduction('1.0.0');
    expect(productionVersion(history.model())?.version).toBe('1.0.0');
  });
});
