import { describe, expect, it } from 'vitest';
import { compareChecks, isComparable } from '../../src/checks/compare-checks.js';
import type { RuleResult } from '../../src/core/rule-result.js';
import { exampleCheck, exampleRule, exampleValue } from './example-check.js';

describe('checks', () => {
  it.each([
    ['themselves at another time', { at: '2026-02-01T00:00:00.000Z', rows: 7 }, true],
    ['another version', { version: '1.1.0' }, false],
    ['another model', { model: 'churn' }, false],
    ['another kind', { kind: 'performance' as const }, false],
    ['the values of a column', { segmentColumn: 'region' }, false],
  ])('can be compared with %s: %s', (_, changes, expected) => {
    expect(isComparable(exampleCheck(1), exampleCheck(2, changes))).toBe(expected);
  });
});

describe('a comparison', () => {
  const before = exampleCheck(1, {
    values: [
      exampleValue(null, 0.05, 'pass'),
      exampleValue('age', 0.3, 'drifted'),
      exampleValue('plan', 0.01),
      exampleValue('price', 0.02),
      exampleValue('gone', 0.4, 'constant-changed'),
    ],
  });

  it('names what started and what stopped drifting', () => {
    const after = exampleCheck(2, {
      verdict: 'fail',
      values: [
        exampleValue(null, 0.4, 'fail'),
        exampleValue('age', 0.01),
        exampleValue('plan', 0.9, 'drifted'),
        exampleValue('price', 0.03),
        exampleValue('new', 0.5, 'drifted'),
      ],
    });
    const { previous, verdictChanged, overall, started, stopped } = compareChecks(before, after);
    expect(previous).toEqual({
      id: 'check-1',
      at: before.at,
      window: before.window,
      rows: 1000,
      verdict: 'pass',
      summary: 'no drift',
    });
    expect(verdictChanged).toBe(true);
    expect(overall).toMatchObject([{ name: 'score', before: 0.05, after: 0.4 }]);
    expect(started).toMatchObject([
      { subject: 'plan', before: 0.01, after: 0.9, statusBefore: 'stable', statusAfter: 'drifted' },
      { subject: 'new', before: null, after: 0.5, statusBefore: null },
    ]);
    expect(stopped).toMatchObject([
      { subject: 'age', before: 0.3, after: 0.01 },
      { subject: 'gone', before: 0.4, after: null, statusAfter: null },
    ]);
  });

  it('names the rules that started and stopped firing', () => {
    const fires = (subject: string | null) => exampleRule('firing', { subject });
    const rules = (...results: RuleResult[]) => ({ rules: results });
    const calm = exampleCheck(1, rules(exampleRule('suspect'), fires('age'), fires('plan')));
    const later = exampleCheck(
      2,
      rules(fires(null), fires('plan'), exampleRule('quiet', { subject: 'age' })),
    );
    expect(compareChecks(calm, later)).toMatchObject({
      startedRules: [{ rule: 'drift', subject: null }],
      stoppedRules: [{ rule: 'drift', subject: 'age' }],
    });
  });

  it('of a check with itself finds nothing', () => {
    expect(compareChecks(before, before)).toMatchObject({ verdictChanged: false, started: [], stopped: [] });
  });

  it('says that there was nothing before', () => {
    expect(compareChecks(undefined, before)).toEqual({
      previous: null,
      verdictChanged: false,
      overall: [],
      started: [],
      stopped: [],
      startedRules: [],
      stoppedRules: [],
    });
  });
});
