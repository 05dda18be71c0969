import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseYaml } from '../../src/adapters/yaml-text.js';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { parsePolicyCases } from '../../src/gates/policy-case.js';
import { testPolicyCase, verdictOfCases } from '../../src/gates/test-policy.js';
import { UNKNOWN_SUBJECT } from '../../src/gates/unknown-subject.js';
import { expectGovError } from '../expect-error.js';

const noLine = () => undefined;
const configOf = (gates: unknown) =>
  resolveConfig({ path: '.dharmarc', content: { gates }, lineOf: noLine }, {}, {}).config;
const cases = (content: unknown) => parsePolicyCases(content, 'cases.json', noLine);
const run = (gates: unknown, content: object) =>
  cases([{ name: 'a', to: 'production', ...content }]).map((item) => testPolicyCase(configOf(gates), item));

describe('a case of a policy', () => {
  it('knows nothing that it does not say', () => {
    const [item] = cases({ name: 'a', to: 'staging', expect: { exitCode: 7 } });
    expect(item).toMatchObject({ model: null, to: 'staging', waivers: [], subject: UNKNOWN_SUBJECT });
  });

  it('is one, or a list of them, or none', () => {
    const one = { name: 'a', to: 'production', expect: { verdict: 'pass' } };
    expect(cases(one)).toEqual(cases([one]));
    expect([...cases([]), ...cases(null)]).toEqual([]);
  });

  it('says where it came out otherwise, and why', () => {
    const [result] = run(
      { production: { minimum: { accuracy: 0.8, f1: 0.5 } } },
      {
        candidate: { metrics: { accuracy: 0.7, f1: 0.6 } },
        expect: {
          verdict: 'pass',
          exitCode: 0,
          gates: { minimum: 'pass', 'minimum/f1': 'pass', drift: 'pass' },
        },
      },
    );
    const reason = 'accuracy 0.7 is below the minimum 0.8';
    expect(result?.differences).toEqual([
      { of: 'verdict', expected: 'pass', got: 'fail', reason },
      { of: 'exit code', expected: '0', got: '3', reason: null },
      { of: 'minimum', expected: 'pass', got: 'deny', reason },
      { of: 'drift', expected: 'pass', got: 'not asked', reason: null },
    ]);
    expect(verdictOfCases(result === undefined ? [] : [result])).toBe('fail');
  });

  it('is judged by the settings of its model, and of no other', () => {
    const gates = {
      production: { minimum: { accuracy: 0.8 } },
      models: { churn: { production: { minimum: { accuracy: 0.9 } } } },
    };
    const candidate = { metrics: { accuracy: 0.85 } };
    const outcomes = ['churn', 'fraud', undefined].map(
      (model) =>
        run(gates, {
          ...(model === undefined ? {} : { model }),
          candidate,
          expect: { exitCode: 3 },
        })[0]?.gates.find(({ gate }) => gate === 'minimum')?.outcome,
    );
    expect(outcomes).toEqual(['deny', 'pass', 'pass']);
  });

  it('tells what is not there from what is not known', () => {
    const gates = { production: { modelCard: 'CARD.md' } };
    const [absent] = run(gates, {
      evidence: { modelCard: null },
      expect: { gates: { 'model-card': 'deny' } },
    });
    const [unknown] = run(gates, { expect: { gates: { 'model-card': 'not-evaluable' } } });
    expect([absent?.differences, unknown?.differences]).toEqual([[], []]);
  });

  it.each([
    ['regression/accuracy', { maxRegression: { accuracy: 0 } }],
    ['relative-regression/accuracy', { maxRelativeRegression: { accuracy: 0 } }],
    ['ab-test', { requireAbTest: true }],
  ])('passes %s without another version only where it says that there is none', (gate, production) => {
    const candidate = { metrics: { accuracy: 0.5 } };
    const outcome = (content: object) =>
      run({ production }, { candidate, ...content, expect: { exitCode: 0 } })[0]?.gates.find(
        ({ name }) => name === gate,
      )?.outcome;
    expect(outcome({})).toBe('not-evaluable');
    expect(outcome({ incumbent: null })).toBe('pass');
  });

  it('counts reviews without an instant as given before', () => {
    const review = { by: 'bob', decision: 'approved' };
    const now = '2026-03-02T12:00:00Z';
    const candidate = { authors: ['ann'] };
    const outcome = (content: object) =>
      run(
        { production: { approvals: 1 } },
        { candidate, expect: { exitCode: 0 }, ...content },
      )[0]?.gates.find(({ gate }) => gate === 'approvals')?.outcome;
    expect(outcome({ now, reviews: [review] })).toBe('pass');
    expect(outcome({ now, reviews: [{ ...review, at: '2026-03-02T12:00:01Z' }] })).toBe('pending');
    expect(outcome({ reviews: [review] })).toBe('not-evaluable');
  });

  it('without any other proves nothing', () => {
    expect(verdictOfCases([])).toBe('unknown');
  });

  const sound = { name: 'a', to: 'production', expect: { verdict: 'pass' } };
  it.each([
    [{ ...sound, candidat: {} }, 'cases.json: candidat: unknown key', 'did you mean "candidate"?'],
    [
      { ...sound, evidence: { driftchek: {} } },
      'cases.json: evidence.driftchek: unknown key',
      'did you mean "driftCheck"?',
    ],
    [[sound, { ...sound, to: 'prod' }], 'cases.json: case 2: to: expected', undefined],
    [[sound, 5], 'cases.json: case 2: expected Object, got 5', undefined],
    [{ name: 'a', to: 'production' }, 'cases.json: expect: is missing', undefined],
    [{ ...sound, expect: {} }, 'cases.json: expect: expects nothing', undefined],
    [{ ...sound, expect: { gates: {} } }, 'cases.json: expect: expects nothing', undefined],
    [{ ...sound, expect: { verdict: 'ok' } }, 'cases.json: expect.verdict: expected', undefined],
    [
      { ...sound, expect: { gates: { minimun: 'pass' } } },
      'cases.json: expect.gates.minimun: unknown gate',
      'did you mean "minimum"?',
    ],
    [{ ...sound, now: '2026-03-02T12:00:00' }, 'cases.json: now: expected an instant', undefined],
    [
      { ...sound, candidate: { metrics: { accuracy: '0.8' } } },
      'candidate.metrics.accuracy: expected number, got "0.8"',
      undefined,
    ],
    [{ ...sound, waivers: [{ gate: 'freze' }] }, 'waivers.0.gate: unknown gate "freze"', undefined],
    [{ ...sound, name: '' }, 'cases.json: name: expected', undefined],
  ])('is refused when it is not sound: %j', (content, message, hint) => {
    const error = expectGovError(() => cases(content));
    expect(error).toMatchObject({ kind: 'input' });
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toBe(hint);
  });

  it('is refused with the line, where there is one', () => {
    const reading = parseYaml('- name: a\n  to: production\n  expect:\n    verdict: good\n');
    if ('problem' in reading) throw new Error(reading.problem);
    const error = expectGovError(() => parsePolicyCases(reading.value, 'cases.yaml', reading.lineOf));
    expect(error.message).toMatch(/^cases\.yaml:4: expect\.verdict: expected .*, got "good"$/);
  });
});

describe('the example policy', () => {
  const read = (file: string) => parse(readFileSync(`examples/policy/${file}`, 'utf8')) as unknown;
  const document = { path: 'policy.yaml', content: read('policy.yaml'), lineOf: noLine };
  const results = parsePolicyCases(read('cases.yaml'), 'cases.yaml', noLine).map((item) =>
    testPolicyCase(resolveConfig(document, {}, {}).config, item),
  );

  it.each(results)('says of "$name" what is expected', ({ differences }) => {
    expect(differences).toEqual([]);
  });

  it('has a case of every exit code that a gate may come to', () => {
    expect(new Set(results.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 3, 7, 8]));
  });
});
