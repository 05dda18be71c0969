import type { CheckRecord, CheckValue } from '../../src/checks/check-record.js';
import type { RuleResult } from '../../src/core/rule-result.js';

/** A complete record of a calm drift check; `number` sets its id and its minute. */
export function exampleCheck(number: number, changes: Partial<CheckRecord> = {}): CheckRecord {
  const at = new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();
  return {
    schemaVersion: 1,
    id: `check-${number}`,
    kind: 'drift',
    model: 'elec-price',
    version: '1.0.0',
    at,
    window: { from: null, to: null },
    segmentColumn: null,
    rows: 1000,
    verdict: 'pass',
    summary: 'no drift',
    rules: [exampleRule('quiet')],
    values: [exampleValue(null, 0.02)],
    ...changes,
  };
}

export function exampleRule(state: RuleResult['state'], changes: Partial<RuleResult> = {}): RuleResult {
  return {
    rule: 'drift',
    subject: null,
    state,
    observed: state === 'quiet' ? 0.02 : 0.3,
    limit: 0.1,
    message: `it is ${state}`,
    ...changes,
  };
}

export function exampleValue(
  subject: string | null,
  value: number | null,
  status: string | null = 'stable',
): CheckValue {
  return { name: 'score', subject, value, low: null, high: null, n: 1000, limit: 0.1, status };
}
