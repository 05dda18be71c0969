import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/config/policy.js';
import { type ConfigDocument, resolveConfig } from '../../src/config/resolve-config.js';
import { expectGovError } from '../expect-error.js';

const file = (gates: unknown): ConfigDocument => ({
  path: '.dharmarc',
  content: { gates },
  lineOf: () => 7,
});
const resolve = (gates: unknown, environment: Record<string, string> = {}) =>
  resolveConfig(file(gates), environment, {}).config;

describe('settings of gates', () => {
  const gates = {
    production: { minimum: { accuracy: 0.8, f1: 0.7 }, approvals: 2, maxLatencyP95Ms: 50 },
    models: {
      churn: { production: { minimum: { accuracy: 0.9 }, maxLatencyP95Ms: null, approvals: null } },
      constructor: { staging: { approvals: 1 } },
    },
  };

  it('of a model take the place of those of all models, key by key', () => {
    expect(policyFor(resolve(gates), 'churn', 'production')).toMatchObject({
      to: 'production',
      minimum: { accuracy: 0.9 },
      requireBaseline: false,
    });
    expect(policyFor(resolve(gates), 'fraud', 'production')).toMatchObject({
      minimum: { accuracy: 0.8, f1: 0.7 },
      approvals: 2,
      maxLatencyP95Ms: 50,
    });
  });

  it('are taken back for a model by null', () => {
    expect(policyFor(resolve(gates), 'churn', 'production')).toMatchObject({
      approvals: 0,
      maxLatencyP95Ms: null,
    });
  });

  it('are those of the status alone', () => {
    expect(policyFor(resolve(gates), 'churn', 'staging')).toMatchObject({ minimum: {}, approvals: 0 });
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'know a model called %s only when it is there',
    (model) => {
      expect(policyFor(resolve(gates), model, 'production').approvals).toBe(2);
      expect(policyFor(resolve(gates), model, 'staging').approvals).toBe(model === 'constructor' ? 1 : 0);
    },
  );

  it('are read from variables as JSON', () => {
    const config = resolve(
      {},
      {
        DHARMA_GATES_MODELS: '{"churn": {"production": {"approvals": 1, "approverRole": "risk"}}}',
        DHARMA_GATES_ROLES: '{"risk": ["bob", "carol"]}',
        DHARMA_GATES_PRODUCTION_WAIVABLE: '["minimum/accuracy"]',
      },
    );
    expect(policyFor(config, 'churn', 'production')).toMatchObject({
      approvals: 1,
      approverRole: 'risk',
      roles: { risk: ['bob', 'carol'] },
      waivable: ['minimum/accuracy'],
    });
  });

  it.each([
    [
      { models: { churn: { prod: {} } } },
      '.dharmarc:7: gates.models.churn: unknown name "prod"',
      'known: staging, production',
    ],
    [
      { models: { churn: { production: { minimun: {} } } } },
      '.dharmarc:7: gates.models.churn.production.minimun: unknown name "minimun"',
      'did you mean "minimum"?',
    ],
    [
      { models: { churn: { production: { approvals: 1.5 } } } },
      'gates.models.churn.production.approvals: expected a whole number',
      undefined,
    ],
    [
      { models: { churn: { production: { constructor: 1 } } } },
      'gates.models.churn.production.constructor: unknown name "constructor"',
      undefined,
    ],
    [
      { production: { waivable: ['minimun'] } },
      '.dharmarc:7: gates.production.waivable: unknown gate "minimun"',
      'did you mean "minimum"?',
    ],
    [
      { production: { waivable: ['minimal-accuracy-check'] } },
      'unknown gate "minimal-accuracy-check"',
      'known: integrity, minimum, maximum',
    ],
    [{ production: { waivable: ['constructor'] } }, 'unknown gate "constructor"', 'known: integrity'],
    [
      { models: { churn: { production: { waivable: ['metadata/ownr'] } } } },
      'gates.models.churn.production.waivable: gate metadata has no part "ownr"',
      'did you mean "owner"?',
    ],
    [{ production: { waivable: ['drift/age'] } }, 'gate drift has no part "age"', 'write drift'],
    [{ production: { waivable: ['minimum/'] } }, 'gate minimum has no part ""', 'write minimum'],
    [{ staging: { waivable: ['integrity'] } }, 'gate integrity cannot be waived', 'register them'],
    [
      { production: { requiredMetadata: ['git_commit'] } },
      'gates.production.requiredMetadata: unknown name "git_commit"',
      'did you mean "git-commit"?',
    ],
    [{ production: { allowedFormats: ['onxx'] } }, 'unknown name "onxx"', 'did you mean "onnx"?'],
    [{ roles: { risk: 'bob' } }, 'gates.roles.risk: expected a list of texts', undefined],
  ])('are refused when they are misspelt: %j', (wrong, message, hint) => {
    const error = expectGovError(() => resolve(wrong));
    expect(error).toMatchObject({ kind: 'config' });
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });
});
