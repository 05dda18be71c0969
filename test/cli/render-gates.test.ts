import { describe, expect, it } from 'vitest';
import { renderGates, valueText } from '../../src/cli/render/gates.js';
import type { Screen } from '../../src/cli/render/screen.js';
import { displayColumns } from '../../src/cli/render/text.js';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import type { GateResult } from '../../src/gates/gate.js';
import { EXAMPLES } from '../gates/gate-examples.js';
import { policyOf } from '../gates/made-up-policy.js';
import { makeSubject } from '../gates/made-up-subject.js';

const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const plain = (text: string) => text;
const screen = (isTty: boolean, columns: number, red = plain): Screen => ({
  isTty,
  columns,
  red,
  bold: plain,
  dim: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
});

/** Everything that any gate can say, in no good order. */
const results: GateResult[] = Object.values(EXAMPLES)
  .flatMap((examples) => Object.values(examples))
  .flatMap(({ policy, subject }) => evaluateGates(policyOf('production', policy), makeSubject(subject), []));
const waived: GateResult = {
  name: 'minimum/accuracy',
  gate: 'minimum',
  outcome: 'waived',
  observed: 0.7,
  limit: 0.8,
  source: 'registered metrics',
  message: 'accuracy 0.7 is below the minimum 0.8',
  waiver: { gate: 'minimum', by: 'dan', reason: 'agreed\u001b[2J', until: '2026-04-01T00:00:00.000Z' },
};

describe('what gates say', () => {
  it.each([80, 100, 140])('fits %i columns, with figures and source of each', (columns) => {
    const lines = renderGates(screen(true, columns), [...results, waived]);
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    for (const gate of results) {
      const text = renderGates(screen(true, columns), [gate]).join(' ').replace(/\s+/g, ' ');
      expect(text).toContain(
        `observed ${valueText(gate.observed)}, limit ${valueText(gate.limit)} (${gate.source})`,
      );
      if (gate.outcome !== 'pass') expect(text).toContain(gate.message);
    }
  });

  it('is the worst first, and a denial stands out', () => {
    const lines = renderGates(screen(true, 140, mark('red')), [...results, waived]);
    const outcomes = lines
      .map((line) => /^(?:<red>)?(deny|not evaluable|pending|warn|waived|pass)/.exec(line)?.[1])
      .filter((outcome) => outcome !== undefined);
    expect([...new Set(outcomes)]).toEqual(['deny', 'not evaluable', 'pending', 'warn', 'waived', 'pass']);
    expect(lines.filter((line) => line.startsWith('<red>')).length).toBe(
      results.filter(({ outcome }) => outcome === 'deny').length,
    );
  });

  it('says who waived what until when, and moves no cursor', () => {
    expect(renderGates(screen(false, 100), [waived])).toEqual([
      'OUTCOME\tGATE\tOBSERVED\tLIMIT\tFROM\tMESSAGE',
      'waived\tminimum/accuracy\t0.7\t0.8\tregistered metrics\taccuracy 0.7 is below the minimum 0.8; ' +
        'waived by dan until 2026-04-01 00:00:00Z: agreed\ufffd[2J',
    ]);
  });

  it('is a line a gate in a pipe, and nothing where no gate asks', () => {
    const lines = renderGates(screen(false, 100), results);
    expect(lines).toHaveLength(results.length + 1);
    expect(new Set(lines.map((line) => line.split('\t').length))).toEqual(new Set([6]));
    expect(renderGates(screen(true, 100), [])).toEqual([]);
  });

  it('lines up below names of wide characters', () => {
    const gates = [waived, { ...waived, name: 'minimum/精度' }];
    const columns = renderGates(screen(true, 120), gates)
      .filter((line) => line.startsWith('waived'))
      .map((line) => displayColumns(line.slice(0, line.indexOf('accuracy 0.7'))));
    expect(columns).toEqual([26, 26]);
  });

  it('keeps a name that is too long on a line of its own', () => {
    const name = `minimum/${'m'.repeat(60)}`;
    const lines = renderGates(screen(true, 80), [{ ...waived, name }]);
    expect(lines[0]).toBe(`waived  ${name}`);
    expect(lines[1]).toMatch(/^ {34}accuracy 0\.7 is below/);
  });
});
