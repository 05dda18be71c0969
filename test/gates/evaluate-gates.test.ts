import { describe, expect, it } from 'vitest';
import type { GatePolicy } from '../../src/config/policy.js';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import { verdictOfGates } from '../../src/gates/verdict.js';
import { policyOf } from './made-up-policy.js';
import { makeSubject } from './made-up-subject.js';

const policy = (limits: Partial<GatePolicy>) =>
  policyOf('production', { lowerIsBetter: ['rmse'], ...limits });
const subject = (metrics: Record<string, number>, incumbent?: Record<string, number>) =>
  makeSubject({
    candidate: { metrics },
    incumbent: incumbent === undefined ? null : { version: '1.0.0', metrics: incumbent },
  });

describe('metric gates', () => {
  it.each([
    ['a metric at its minimum', policy({ minimum: { accuracy: 0.8 } }), subject({ accuracy: 0.8 }), 'pass'],
    [
      'a metric below its minimum',
      policy({ minimum: { accuracy: 0.8 } }),
      subject({ accuracy: 0.7999 }),
      'fail',
    ],
    ['a metric at its maximum', policy({ maximum: { rmse: 3 } }), subject({ rmse: 3 }), 'pass'],
    ['a metric above its maximum', policy({ maximum: { rmse: 3 } }), subject({ rmse: 3.1 }), 'fail'],
    ['a metric that was not registered', policy({ minimum: { accuracy: 0.8 } }), subject({}), 'unknown'],
    [
      'a metric named like an object property',
      policy({ minimum: { constructor: 0 } }),
      subject({}),
      'unknown',
    ],
    [
      'a regression within tolerance',
      policy({ maxRegression: { accuracy: 0.05 } }),
      subject({ accuracy: 0.8 }, { accuracy: 0.85 }),
      'pass',
    ],
    [
      'a regression beyond tolerance',
      policy({ maxRegression: { accuracy: 0.05 } }),
      subject({ accuracy: 0.79 }, { accuracy: 0.85 }),
      'fail',
    ],
    [
      'more of what should be less',
      policy({ maxRegression: { rmse: 0.1 } }),
      subject({ rmse: 2.2 }, { rmse: 2 }),
      'fail',
    ],
    [
      'less of what should be less',
      policy({ maxRegression: { rmse: 0.1 } }),
      subject({ rmse: 1 }, { rmse: 2 }),
      'pass',
    ],
    [
      'a regression in the last of many digits, where none is allowed',
      policy({ maxRegression: { rows: 0 } }),
      subject({ rows: 1234567890122 }, { rows: 1234567890123 }),
      'fail',
    ],
    [
      'nothing in production to compare with',
      policy({ maxRegression: { accuracy: 0 } }),
      subject({ accuracy: 0.1 }),
      'pass',
    ],
    [
      'a production version without the metric',
      policy({ maxRegression: { accuracy: 0 } }),
      subject({ accuracy: 0.9 }, {}),
      'unknown',
    ],
    ['no limits at all', policy({}), subject({}), 'pass'],
  ] as const)('judge %s', (_name, limits, given, verdict) => {
    expect(verdictOfGates(evaluateGates(limits, given, []))).toBe(verdict);
  });

  it('let a denial outrank what could not be evaluated', () => {
    const results = evaluateGates(
      policy({ minimum: { accuracy: 0.8, f1: 0.5 } }),
      subject({ accuracy: 0.1 }),
      [],
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['deny', 'not-evaluable']));
    expect(verdictOfGates(results)).toBe('fail');
  });

  it('state what was observed and what the limit is', () => {
    expect(
      evaluateGates(
        policy({ maxRegression: { accuracy: 0.05 } }),
        subject({ accuracy: 0.7015 }, { accuracy: 0.8291 }),
        [],
      ),
    ).toContainEqual(
      expect.objectContaining({
        name: 'regression/accuracy',
        observed: 0.7015,
        limit: 0.7791,
        outcome: 'deny',
      }),
    );
  });
});
