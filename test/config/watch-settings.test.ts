import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type ConfigDocument, resolveConfig } from '../../src/config/resolve-config.js';
import { watchSettingsFor } from '../../src/config/watch-settings.js';
import { expectGovError } from '../expect-error.js';

const file = (yaml: string): ConfigDocument => ({
  path: '.dharmarc',
  content: { watch: parse(yaml) as unknown },
  lineOf: () => 7,
});
const resolve = (yaml: string, environment: Record<string, string> = {}) =>
  resolveConfig(file(yaml), environment, {}).config;

describe('settings of watch', () => {
  it.each([
    ['off', 'off'],
    ['"off"', 'off'],
    ['false', 'off'],
    ['90m', '90m'],
    ['1.5h', '1.5h'],
    ['"0 6 * * *"', '0 6 * * *'],
    ['"*/10 0 6 * * MON-FRI"', '*/10 0 6 * * MON-FRI'],
  ])('take %s for a schedule', (yaml, schedule) => {
    expect(resolve(`schedules: { drift: ${yaml} }`)['watch.schedules.drift']).toBe(schedule);
  });

  it.each(['true', '60', '0m', '-5m', '90 minutes', '"0 6 * *"', '"0 0 0 6 * * *"', '"@daily"', '""', 'no'])(
    'take %s for no schedule',
    (yaml) => {
      const { message } = expectGovError(() =>
        resolve(`schedules: { inbox: ${JSON.stringify(parse(yaml))} }`),
      );
      expect(message).toContain('.dharmarc:7: watch.schedules.inbox: expected a duration such as 90m');
    },
  );

  it('take a schedule from a variable, off as it stands there', () => {
    const environment = { DHARMA_WATCH_SCHEDULES_DRIFT: 'off', DHARMA_WATCH_SCHEDULES_AB_TEST: '15m' };
    expect(resolve('{}', environment)).toMatchObject({
      'watch.schedules.drift': 'off',
      'watch.schedules.abTest': '15m',
    });
  });

  it('take no number, and no text without a unit, for a window', () => {
    expect(resolve('window: 36h')['watch.window']).toBe('36h');
    for (const yaml of ['7', '"7"', '"7 days"', '0d'])
      expect(expectGovError(() => resolve(`window: ${yaml}`)).message).toContain(
        'watch.window: expected a duration such as 90m, 24h or 7d',
      );
  });

  it('of a model take the place of those of all models, and null is the default', () => {
    const config = resolve(`
      autoRollback: false
      rollbackChecks: 5
      models:
        churn: { rollbackChecks: 2, autoRollback: null }
        constructor: { window: 1d }
    `);
    expect(watchSettingsFor(config, 'churn')).toMatchObject({
      rollbackChecks: 2,
      autoRollback: true,
      window: '7d',
    });
    expect(watchSettingsFor(config, 'constructor')).toMatchObject({ window: '1d', rollbackChecks: 5 });
    for (const model of ['fraud', 'toString', '__proto__'])
      expect(watchSettingsFor(config, model)).toMatchObject({ autoRollback: false, rollbackChecks: 5 });
  });

  it.each([
    [
      'models: { churn: { autoRolback: false } }',
      'watch.models.churn.autoRolback: unknown name',
      'autoRollback',
    ],
    ['models: { churn: { inbox: x } }', 'watch.models.churn.inbox: unknown name "inbox"', undefined],
    ['models: { churn: { window: 7 } }', 'watch.models.churn.window: expected a duration', undefined],
    ['models: { churn: { rollbackRules: [acuracy] } }', 'unknown name "acuracy"', 'accuracy'],
    ['models: { churn: null }', 'watch.models.churn: expected a mapping', undefined],
    ['jitterSeconds: -1', 'watch.jitterSeconds: expected a number of at least 0', undefined],
    ['shedules: { drift: 1h }', 'watch.shedules: unknown key', 'watch.schedules'],
    ['sinks: { ops: { kind: mail } }', 'watch.sinks.ops.kind: expected webhook, slack', undefined],
    ['sinks: { ops: { kind: webhook } }', 'watch.sinks.ops: expected either url or urlEnv', undefined],
    ['sinks: { ops: { kind: slack, ulr: "https://x" } }', 'watch.sinks.ops.ulr: unknown key', 'url'],
    ['sinks: { ops: { kind: file } }', 'watch.sinks.ops.path: missing', undefined],
    ['sinks: { ops: { kind: file, path: a, severities: [] } }', 'watch.sinks.ops.severities', undefined],
    ['sinks: { ops: { kind: webhook, urlEnv: "https://x" } }', 'expected the name of a variable', undefined],
    ['sinks: { ops: { kind: command, command: [] } }', 'expected a program and its arguments', undefined],
    [
      'retraining: { kind: slack, url: "https://x" }',
      'watch.retraining.kind: expected webhook, command',
      undefined,
    ],
  ])('refuse %s, naming the place', (yaml, message, hint) => {
    const error = expectGovError(() => resolve(yaml));
    expect(error).toMatchObject({ kind: 'config' });
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });
});
