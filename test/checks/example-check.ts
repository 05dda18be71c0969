import {
  type CheckRecord,
  type CheckValue,
  describeCheck,
  type NewCheck,
} from '../../src/checks/check-record.js';
import type { RuleResult } from '../../src/core/rule-result.js';

/** A complete record of a calm drift check; `number` sets its id and its minute. */
export function exampleCheck(
  number: number,
  { id = `check-${number}`, at, ...changes }: Partial<NewCheck & Pick<CheckRecord, 'id' | 'at'>> = {},
): CheckRecord {
  const check: NewCheck = {
    kind: 'drift',
    model: 'elec-price',
    version: '1.0.0',
    window: { from: null, to: null },
    segmentColumn: null,
    rows: 1000,
    verdict: 'pass',
    summary: 'no drift',
    rules: [exampleRule('quiet')],
    values: [exampleValue(null, 0.02)],
    ...changes,
  };
  return describeCheck(check, id, at ?? new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString());
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
