import { describe, expect, it } from 'vitest';
import { GATE_KEY_NAMES } from '../../src/config/gate-keys.js';
import { GATE_NAMES, GATE_SUBJECTS, NEVER_WAIVED } from '../../src/config/gate-names.js';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import type { GateOutcome, Waiver } from '../../src/gates/gate.js';
import { GATES } from '../../src/gates/gate-table.js';
import { exitCodeOfGates } from '../../src/gates/verdict.js';
import { EXAMPLES, type GateExample } from './gate-examples.js';
import { policyOf } from './made-up-policy.js';
import { makeSubject } from './made-up-subject.js';

/** Exit codes without and with `--fail-on warn`. */
const EXIT_CODES = {
  pass: [0, 0],
  warn: [0, 3],
  deny: [3, 3],
  'not-evaluable': [7, 7],
  pending: [8, 8],
  waived: [0, 0],
} as const;

const rows = GATES.flatMap((gate) =>
  Object.entries(EXAMPLES[gate.name]).map(([outcome, example]) => ({
    gate,
    name: gate.name,
    outcome: outcome as GateOutcome,
    example,
  })),
);
const waivable = rows.filter(
  ({ name, outcome }) => !NEVER_WAIVED.includes(name) && outcome !== 'pass' && outcome !== 'warn',
);

const evaluate = ({ policy, subject }: GateExample, waivers: readonly Waiver[] = []) =>
  evaluateGates(policyOf('production', policy), makeSubject(subject), waivers);

const waive = (gate: string, until: string | null = null): Waiver => ({
  gate,
  by: 'dan',
  reason: 'as agreed',
  until,
});

describe('the table of gates', () => {
  it('holds each gate that the configuration knows, in that order', () => {
    expect(GATES.map(({ name }) => name)).toEqual(GATE_NAMES);
  });

  it('uses every setting, but for what may be waived', () => {
    const used = new Set(GATES.flatMap(({ settings }) => settings));
    expect(GATE_KEY_NAMES.filter((key) => !used.has(key))).toEqual(['waivable']);
  });

  it.each(GATES)('has an example of everything that $name may say', ({ name, outcomes }) => {
    expect(Object.keys(EXAMPLES[name])).toEqual(Object.keys(outcomes));
  });

  it('asks for nothing but the registered files where no setting does', () => {
    expect(evaluate({ policy: {}, subject: {} })).toMatchObject([{ name: 'integrity', outcome: 'pass' }]);
  });
});

describe('a gate', () => {
  it.each(rows)('$name: $outcome, with its exit code and a subject of its own', (row) => {
    const results = evaluate(row.example);
    const own = results.filter(({ gate }) => gate === row.name);
    expect(own).toHaveLength(1);
    expect(own[0]).toMatchObject({ outcome: row.outcome, waiver: null });
    const isDamage = row.name === 'integrity' && row.outcome === 'deny';
    expect([exitCodeOfGates(results, 'fail'), exitCodeOfGates(results, 'warn')]).toEqual(
      isDamage ? [5, 5] : EXIT_CODES[row.outcome],
    );
    const [, subject] = (own[0]?.name ?? '').split(/\/(.*)/);
    const subjects = GATE_SUBJECTS[row.name];
    if (subjects === 'metric') expect(subject).toBe('accuracy');
    else if (subject !== undefined) expect(subjects).toContain(subject);
  });

  it.each(rows)('$name: $outcome, with what was seen, the limit and the source', ({ name, example }) => {
    const [result] = evaluate(example).filter(({ gate }) => gate === name);
    expect(result?.source).not.toBe('');
    expect(result?.message).not.toMatch(/undefined|NaN|null|\n/);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it.each(waivable)('$name: $outcome is waived where the policy allows it', ({ name, example }) => {
    const allowed = { ...example, policy: { ...example.policy, waivable: [name] } };
    const results = evaluate(allowed, [waive(name)]);
    expect(results.find(({ gate }) => gate === name)).toMatchObject({
      outcome: 'waived',
      waiver: { by: 'dan', reason: 'as agreed' },
    });
    expect(exitCodeOfGates(results, 'warn')).toBe(EXIT_CODES.waived[0]);
  });

  it.each(waivable)('$name: $outcome is not waived where it does not, nor later', (row) => {
    const { name, outcome, example } = row;
    const allowed = { ...example, policy: { ...example.policy, waivable: [name] } };
    for (const results of [
      evaluate(example, [waive(name)]),
      evaluate(allowed, [waive(name, '2026-03-02T12:00:00.000Z')]),
      evaluate(allowed, [waive(name, 'soon')]),
      evaluate(allowed, [waive('another')]),
    ]) {
      expect(results.find(({ gate }) => gate === name)).toMatchObject({ outcome, waiver: null });
      expect(exitCodeOfGates(results, 'fail')).toBe(EXIT_CODES[outcome][0]);
    }
  });

  it.each(NEVER_WAIVED)('%s is waived by no policy', (name) => {
    const example = EXAMPLES[name as keyof typeof EXAMPLES].deny;
    const policy = { waivable: [name] };
    const results = evaluate({ policy, subject: example?.subject ?? {} }, [waive(name)]);
    expect(results.find(({ gate }) => gate === name)).toMatchObject({ outcome: 'deny', waiver: null });
  });

  it('is waived in part, and what is left still denies', () => {
    const policy = { minimum: { accuracy: 0.8, f1: 0.8 }, waivable: ['minimum'] };
    const subject = { candidate: { metrics: { accuracy: 0.1, f1: 0.1 } } };
    const results = evaluate({ policy, subject }, [waive('minimum/f1')]);
    expect(results.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'integrity pass',
      'minimum/accuracy deny',
      'minimum/f1 waived',
    ]);
  });
});
