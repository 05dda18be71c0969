import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRollback, type RollbackQuestion } from '../../src/alerts/decide-rollback.js';
import type { CheckRecord } from '../../src/checks/check-record.js';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { watchSettingsFor } from '../../src/config/watch-settings.js';
import type { RuleName, RuleState } from '../../src/core/rule-result.js';
import type { ModelAutomation } from '../../src/registry/automation.js';
import { exampleCheck, exampleRule } from '../checks/example-check.js';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const hour = (hours: number) => new Date(START + hours * HOUR_MS).toISOString();

interface Made {
  readonly at?: number;
  readonly rule?: RuleName;
  readonly newest?: number | null;
  readonly labelled?: number | null;
  readonly n?: number;
  readonly changes?: Parameters<typeof exampleCheck>[1];
}

/** A check made at an hour over the week before, whose newest prediction is of that hour. */
function check(state: RuleState, number: number, made: Made = {}): CheckRecord {
  const { at = number, rule = 'accuracy', newest = at, labelled = newest, n = 300, changes } = made;
  const instant = (hours: number | null) => (hours === null ? null : hour(hours));
  return exampleCheck(number, {
    kind: 'performance',
    model: 'churn',
    at: hour(at),
    window: { from: new Date(START + at * HOUR_MS - 7 * DAY_MS).toISOString(), to: hour(at) },
    newestAt: instant(newest),
    newestLabelledAt: instant(labelled),
    rules: [exampleRule(state, { rule, observed: 0.19, limit: 0.05, message: 'accuracy 0.65' })],
    values: [
      { name: 'accuracy', subject: null, value: 0.65, low: null, high: null, n, limit: 0.05, status: null },
      { name: 'latencyP95Ms', subject: null, value: 9, low: null, high: null, n, limit: 3, status: null },
    ],
    ...changes,
  });
}

const { config } = resolveConfig(undefined, {}, {});
const SETTINGS = watchSettingsFor(config, 'churn');

const ROLLED_BACK: ModelAutomation = {
  lastRollback: {
    at: hour(-30),
    from: '0.9.0',
    to: '0.8.0',
    checks: ['x'],
    rule: 'accuracy',
    observed: 0.2,
    limit: 0.05,
    message: 'm',
    alert: null,
  },
  paused: true,
  retraining: null,
};

function decide(oldestFirst: readonly CheckRecord[], changes: Partial<RollbackQuestion> = {}) {
  return decideRollback({
    model: { name: 'churn' },
    version: { version: '1.0.0', statusSince: hour(-1000) },
    newestFirst: [...oldestFirst].reverse(),
    settings: SETTINGS,
    isAllowed: true,
    now: hour(100),
    ...changes,
  });
}

const three = [1, 2, 3].map((number) => check('firing', number));
const automation = (changes: Partial<ModelAutomation>) => ({
  model: { name: 'churn', automation: { ...ROLLED_BACK, ...changes } },
});

describe('the decision to roll back', () => {
  it('is made when a rule fired in exactly as many checks in a row as it takes, each with new data', () => {
    expect(decide(three)).toEqual({
      kind: 'roll-back',
      cause: {
        rule: 'accuracy',
        observed: 0.19,
        limit: 0.05,
        message: 'accuracy 0.65',
        checks: ['check-1', 'check-2', 'check-3'],
      },
    });
    expect(decide(three.slice(1))).toEqual({
      kind: 'held',
      reason: 'accuracy fired in 2 of 3 checks with new data',
    });
    expect(decide([])).toEqual({ kind: 'none' });
  });

  it('names the last checks of a longer row', () => {
    const five = [1, 2, 3, 4, 5].map((number) => check('firing', number));
    expect(decide(five)).toMatchObject({ cause: { checks: ['check-3', 'check-4', 'check-5'] } });
  });

  it.each(['suspect', 'quiet', 'unknown'] as const)('starts anew after a check that is %s', (state) => {
    const broken = [check('firing', 1), check('firing', 2), check(state, 3), check('firing', 4)];
    expect(decide(broken)).toMatchObject({ reason: 'accuracy fired in 1 of 3 checks with new data' });
    expect(decide([...broken, check(state, 5)])).toEqual({ kind: 'none' });
  });

  it('starts anew after a check that found nothing to judge', () => {
    const nothing = check('firing', 3, { changes: { rows: 0, rules: [], values: [] } });
    expect(decide([check('firing', 1), check('firing', 2), nothing, check('firing', 4)])).toMatchObject({
      reason: 'accuracy fired in 1 of 3 checks with new data',
    });
  });

  it('counts the same data once', () => {
    const same = [1, 2, 3].map((at) => check('firing', at, { newest: 0 }));
    expect(decide(same)).toMatchObject({ reason: 'accuracy fired in 1 of 3 checks with new data' });
  });

  it('does not take a window that slides over old data for a new one', () => {
    const sliding = [1, 2, 3].map((at) => check('firing', at, { newest: 0, n: 300 - at }));
    expect(decide(sliding)).toMatchObject({ reason: 'accuracy fired in 1 of 3 checks with new data' });
  });

  it('takes labels that come late for new data', () => {
    const late = [1, 2, 3].map((at) => check('firing', at, { newest: 0, n: 100 * at }));
    expect(decide(late).kind).toBe('roll-back');
  });

  it('does not take predictions without labels for new data about accuracy', () => {
    const unlabelled = [1, 2, 3].map((at) => check('firing', at, { labelled: 0 }));
    expect(decide(unlabelled)).toMatchObject({ reason: 'accuracy fired in 1 of 3 checks with new data' });
    const slow = [1, 2, 3].map((at) => check('firing', at, { labelled: 0, rule: 'latency' }));
    expect(decide(slow)).toMatchObject({ kind: 'roll-back', cause: { rule: 'latency' } });
  });

  it('does not take a longer window up to the same prediction for new data', () => {
    const whole = { from: null, to: null };
    const wide = check('firing', 3, { newest: 2, n: 9000, changes: { window: whole } });
    expect(decide([check('firing', 1), check('firing', 2), wide])).toMatchObject({
      reason: 'accuracy fired in 2 of 3 checks with new data',
    });
  });

  it('passes over checks of other kinds, segments and versions, and looks at the past', () => {
    const past = { from: hour(-900), to: hour(-800) };
    const others = [
      check('quiet', 2, { changes: { kind: 'drift' } }),
      check('quiet', 2, { changes: { segmentColumn: 'plan' } }),
      check('quiet', 2, { changes: { version: '0.9.0' } }),
      check('quiet', 2, { changes: { window: past } }),
    ];
    const [first, ...rest] = three;
    expect(decide([...(first === undefined ? [] : [first]), ...others, ...rest]).kind).toBe('roll-back');
    const backwards = [-900, -850, -820].map((newest) =>
      check('firing', 0, { newest, changes: { window: past } }),
    );
    expect(decide([...backwards, check('firing', 3)])).toMatchObject({
      reason: 'accuracy fired in 1 of 3 checks with new data',
    });
  });

  it('goes by checks since the version came to production, to the millisecond', () => {
    const since = (statusSince: string) => ({ version: { version: '1.0.0', statusSince } });
    expect(decide(three, since(hour(1))).kind).toBe('roll-back');
    expect(decide(three, since(hour(1).replace('.000Z', '.001Z')))).toMatchObject({
      reason: 'accuracy fired in 2 of 3 checks with new data',
    });
  });

  it('goes by checks over past windows when the clock is of the past, too', () => {
    const months = [0, 1, 2].map((month) => check('firing', month, { at: (month + 1) * 24 * 30 }));
    expect(decide(months, { now: hour(90 * 24) }).kind).toBe('roll-back');
  });

  it('is held while automatic rollbacks are paused', () => {
    expect(decide(three, automation({}))).toEqual({
      kind: 'held',
      reason: `accuracy fired in 3 of 3 checks with new data; automatic rollbacks are paused since the one of ${hour(-30)}: dharma-gov watch resume churn`,
    });
    expect(decide(three, automation({ paused: false })).kind).toBe('roll-back');
  });

  it('is held until the cool-down is over, to the millisecond', () => {
    const resumed = automation({ paused: false });
    const end = Date.parse(hour(-30 + 24));
    const at = (ms: number) => decide(three, { ...resumed, now: new Date(ms).toISOString() });
    expect(at(end - 1)).toEqual({
      kind: 'held',
      reason: `accuracy fired in 3 of 3 checks with new data; none before ${hour(-6)}, 24 h after the one of ${hour(-30)}`,
    });
    expect(at(end).kind).toBe('roll-back');
  });

  it('is held where it is off, by the settings of the model or for this run', () => {
    const models = { churn: { autoRollback: false } };
    const own = resolveConfig(undefined, {}, { 'watch.models': models });
    const settings = watchSettingsFor(own.config, 'churn');
    expect(decide(three, { settings })).toMatchObject({
      reason:
        'accuracy fired in 3 of 3 checks with new data; automatic rollbacks are off (watch.autoRollback)',
    });
    expect(decide(three, { settings: watchSettingsFor(own.config, 'fraud') }).kind).toBe('roll-back');
    expect(decide(three, { isAllowed: false })).toMatchObject({
      reason: 'accuracy fired in 3 of 3 checks with new data; automatic rollbacks are off in this run',
    });
  });

  it('goes only by the rules that may roll back, and by the one that fired longest', () => {
    expect(decide(three, { settings: { ...SETTINGS, rollbackRules: ['latency'] } })).toEqual({
      kind: 'none',
    });
    const both = three.map((record, index) => ({
      ...record,
      rules: [...record.rules.slice(index === 0 ? 1 : 0), exampleRule('firing', { rule: 'latency' })],
    }));
    expect(decide(both)).toMatchObject({ kind: 'roll-back', cause: { rule: 'latency' } });
  });

  it('takes one check where one is asked for', () => {
    const settings = { ...SETTINGS, rollbackChecks: 1 };
    expect(decide([check('firing', 1)], { settings })).toMatchObject({ cause: { checks: ['check-1'] } });
  });
});

describe('any sequence of checks', () => {
  const step = fc.record({
    state: fc.constantFrom<RuleState>('firing', 'firing', 'firing', 'suspect', 'quiet', 'unknown'),
    /** Hours since the step before, and whether there are new predictions. */
    hours: fc.integer({ min: 1, max: 30 }),
    isNew: fc.boolean(),
    resumes: fc.boolean(),
  });

  it('never leads to two rollbacks without a person between, nor to one on too few checks or too early', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, needed) => {
        let state: ModelAutomation = { lastRollback: null, paused: false, retraining: null };
        let [at, newest, firingWithNewData, lastRollbackHour] = [0, 0, 0, Number.NEGATIVE_INFINITY];
        const records: CheckRecord[] = [];
        for (const [index, { state: rule, hours, isNew, resumes }] of steps.entries()) {
          at += hours;
          if (isNew) newest = at;
          if (resumes) state = { ...state, paused: false };
          const isFirst = records.at(-1)?.rules[0]?.state !== 'firing';
          if (rule !== 'firing') firingWithNewData = 0;
          else if (isNew || isFirst) firingWithNewData++;
          records.push(check(rule, index, { at, newest }));
          const decision = decide(records, {
            model: { name: 'churn', automation: state },
            settings: { ...SETTINGS, rollbackChecks: needed },
            now: hour(at),
          });
          const isDue = firingWithNewData >= needed && !state.paused && at - lastRollbackHour >= 24;
          expect(decision.kind === 'roll-back').toBe(isDue);
          if (decision.kind !== 'roll-back') continue;
          lastRollbackHour = at;
          const record = { ...decision.cause, checks: [...decision.cause.checks], alert: null };
          state = { ...state, paused: true, lastRollback: { ...record, from: 'a', to: 'b', at: hour(at) } };
        }
      }),
      { numRuns: 300 },
    );
  });
});
