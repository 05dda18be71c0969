import { describe, expect, it } from 'vitest';
import { testsOfRules } from '../../src/cli/reports/rule-tests.js';
import type { RuleResult } from '../../src/core/rule-result.js';

const result = (
  rule: RuleResult['rule'],
  subject: string | null,
  state: RuleResult['state'],
): RuleResult => ({
  rule,
  subject,
  state,
  observed: null,
  limit: null,
  message: 'because',
});

describe('tests of rules', () => {
  it.each([
    ['accuracy', null, 'accuracy'],
    ['latency', 'region=eu', 'latency/region=eu'],
    ['data-quality', 'age missing', 'data-quality/age/missing'],
    ['data-quality', 'date of birth out-of-range', 'data-quality/date of birth/out-of-range'],
    ['data-quality', 'repeated', 'data-quality/repeated'],
    ['freshness', null, 'freshness'],
  ] as const)('of %s about %s is %s', (rule, subject, name) => {
    expect(testsOfRules([result(rule, subject, 'quiet')])[0]?.name).toBe(name);
  });

  it('fail for what fires, warn for what may be chance, and skip what there is nothing to judge of', () => {
    const rules = [
      result('accuracy', null, 'firing'),
      result('latency', null, 'suspect'),
      result('error-rate', null, 'unknown'),
      result('drift', null, 'quiet'),
    ];
    expect(testsOfRules(rules).map(({ outcome }) => outcome)).toEqual([
      'failed',
      'warned',
      'skipped',
      'passed',
    ]);
  });

  it('are errors where no rule could judge anything: that is no success', () => {
    const rules = [result('accuracy', null, 'unknown'), result('latency', null, 'unknown')];
    expect(testsOfRules(rules).map(({ outcome }) => outcome)).toEqual(['error', 'error']);
  });
});
