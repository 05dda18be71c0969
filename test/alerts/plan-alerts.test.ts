import { describe, expect, it } from 'vitest';
import { planAlerts } from '../../src/alerts/plan-alerts.js';
import { judgeQuiet } from '../../src/alerts/quiet-checks.js';
import { severityOfRule } from '../../src/alerts/severity.js';
import type { CheckRecord } from '../../src/checks/check-record.js';
import type { RuleResult } from '../../src/core/rule-result.js';
import { exampleCheck, exampleRule } from '../checks/example-check.js';
import { RegistryHistory } from '../registry/registry-history.js';

const live = () => new RegistryHistory().registerInProduction('1.0.0').register('1.1.0');

/** Records checks one after the other, as an operation would, and returns what the alerts did at each. */
function walk(
  history: RegistryHistory,
  states: readonly (RuleResult['state'] | 'other')[],
  { quietChecks = 3, from = 1, change = (record: CheckRecord) => record } = {},
): string[] {
  const records: CheckRecord[] = [];
  return states.map((state, index) => {
    const rules = state === 'other' ? [] : [exampleRule(state)];
    const record = change(exampleCheck(from + index, { rules }));
    records.unshift(record);
    const plan = planAlerts(history.model(), record, records, quietChecks);
    if (plan.events.length > 0) history.commit(plan);
    return plan.events
      .map((event) => `${event.type.slice('alert-'.length)} ${'id' in event ? event.id : ''}`)
      .join();
  });
}

describe('an alert', () => {
  it.each<[string, (RuleResult['state'] | 'other')[], string[]]>([
    ['is opened by a rule that fires', ['firing'], ['opened elec-price:1']],
    ['is not repeated while it is open', ['firing', 'firing', 'firing'], ['opened elec-price:1', '', '']],
    [
      'resolves by itself after three quiet checks',
      ['firing', 'quiet', 'quiet', 'quiet', 'quiet'],
      ['opened elec-price:1', '', '', 'resolved elec-price:1', ''],
    ],
    [
      'starts counting anew when the rule fires again',
      ['firing', 'quiet', 'quiet', 'firing', 'quiet', 'quiet', 'quiet'],
      ['opened elec-price:1', '', '', '', '', '', 'resolved elec-price:1'],
    ],
    [
      'neither counts nor forgets over checks that could not tell, or only suspect',
      ['firing', 'quiet', 'unknown', 'quiet', 'suspect', 'other', 'quiet'],
      ['opened elec-price:1', '', '', '', '', '', 'resolved elec-price:1'],
    ],
    [
      'is not resolved by a check that cannot tell, however many were quiet before',
      ['quiet', 'quiet', 'quiet', 'firing', 'unknown', 'quiet', 'quiet'],
      ['', '', '', 'opened elec-price:1', '', '', ''],
    ],
    ['is not opened by a suspicion', ['suspect', 'unknown', 'quiet'], ['', '', '']],
    [
      'is a new one when it comes back after it was resolved',
      ['firing', 'quiet', 'quiet', 'quiet', 'firing'],
      ['opened elec-price:1', '', '', 'resolved elec-price:1', 'opened elec-price:2'],
    ],
  ])('%s', (_, states, expected) => {
    expect(walk(live(), states)).toEqual(expected);
  });

  it('resolves after as many quiet checks as are asked for', () => {
    expect(walk(live(), ['firing', 'quiet'], { quietChecks: 1 })).toEqual([
      'opened elec-price:1',
      'resolved elec-price:1',
    ]);
  });

  it('stays as it is over checks of another version', () => {
    const history = live();
    walk(history, ['firing']);
    const other = { from: 10, change: (record: CheckRecord) => ({ ...record, version: '1.1.0' }) };
    expect(walk(history, ['quiet', 'quiet', 'quiet', 'firing'], other)).toEqual([
      '',
      '',
      '',
      'opened elec-price:2',
    ]);
    expect(Object.keys(history.model().alerts?.unresolved ?? {})).toEqual(['elec-price:1', 'elec-price:2']);
  });

  it('stays as it is over checks that look back at a calm past', () => {
    const history = live();
    const window = (to: string) => ({
      change: (record: CheckRecord) => ({ ...record, window: { from: null, to } }),
    });
    walk(history, ['firing'], window('2026-01-01T00:00:00.000Z'));
    const past = { ...window('2025-12-01T00:00:00.000Z'), from: 10 };
    expect(walk(history, ['quiet', 'quiet', 'quiet'], past)).toEqual(['', '', '']);
    const same = { ...window('2026-01-01T00:00:00.000Z'), from: 20 };
    expect(walk(history, ['quiet', 'quiet', 'quiet'], same)).toEqual(['', '', 'resolved elec-price:1']);
  });

  it('is opened for each rule and subject on its own, in one commit', () => {
    const history = live();
    const rules = [
      exampleRule('firing'),
      exampleRule('firing', { subject: 'region=eu' }),
      exampleRule('firing', { rule: 'data-quality', subject: 'age' }),
      exampleRule('quiet', { rule: 'freshness' }),
    ];
    const record = exampleCheck(1, { rules });
    const plan = planAlerts(history.model(), record, [record], 3);
    history.commit(plan);
    expect(plan.events).toMatchObject([
      { id: 'elec-price:1', rule: 'drift', subject: null },
      { id: 'elec-price:2', rule: 'drift', subject: 'region=eu' },
      { id: 'elec-price:3', rule: 'data-quality', subject: 'age' },
    ]);
    expect(planAlerts(history.model(), record, [record], 3).events).toEqual([]);
  });

  it('carries what was found, and where', () => {
    const record = exampleCheck(7, { rules: [exampleRule('firing')] });
    expect(planAlerts(live().model(), record, [record], 3)).toEqual({
      action: 'alert',
      events: [
        {
          type: 'alert-opened',
          id: 'elec-price:1',
          model: 'elec-price',
          version: '1.0.0',
          rule: 'drift',
          subject: null,
          severity: 'severe',
          message: 'it is firing',
          observed: 0.3,
          limit: 0.1,
          checkId: 'check-7',
          windowEnd: '2026-01-01T00:07:00.000Z',
        },
      ],
    });
  });
});

describe('the quiet of a rule', () => {
  it('is undecided when what was read does not reach back far enough', () => {
    const history = live();
    walk(history, ['firing']);
    const [alert] = Object.values(history.model().alerts?.unresolved ?? {});
    if (alert === undefined) throw new Error('no alert was opened');
    const quiet = [3, 2].map((number) => exampleCheck(number));
    expect(judgeQuiet(alert, quiet, 3)).toBe('undecided');
    expect(judgeQuiet(alert, quiet, 2)).toBe('quiet');
    expect(judgeQuiet(alert, [...quiet, exampleCheck(1)], 3)).toBe('active');
  });
});

describe('the severity of an alert', () => {
  it.each<[RuleResult['rule'], number | null, string]>([
    ['drift', 0.1, 'moderate'],
    ['drift', 0.25, 'severe'],
    ['drift', null, 'moderate'],
    ['accuracy', 0.06, 'severe'],
    ['error-rate', 0.11, 'severe'],
    ['latency', 3, 'moderate'],
    ['data-quality', 0.5, 'moderate'],
    ['freshness', 100, 'moderate'],
  ])('of %s at %s is %s', (rule, observed, severity) => {
    expect(severityOfRule(exampleRule('firing', { rule, observed, limit: 0.1 }))).toBe(severity);
  });

  it('is moderate where a segment drifts, however far: the check only warns', () => {
    const rule = exampleRule('firing', { rule: 'drift', subject: 'region=eu', observed: 5, limit: 0.1 });
    expect(severityOfRule(rule)).toBe('moderate');
  });
});
