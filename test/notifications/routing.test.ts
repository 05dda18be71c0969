import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { RETRAINING } from '../../src/notifications/delivery.js';
import { NOTIFICATION_KINDS } from '../../src/notifications/notification.js';
import { channelOf, sinksFor } from '../../src/notifications/routing.js';
import { makeNotification } from './make-notification.js';

function configOf(watch: object) {
  const lineOf = () => undefined;
  return resolveConfig({ path: '.dharmarc', content: { watch }, lineOf }, {}, {}).config;
}

const sinks = {
  all: { kind: 'file', path: 'all.jsonl' },
  severe: { kind: 'file', path: 'severe.jsonl', severities: ['severe'] },
  moderate: { kind: 'file', path: 'moderate.jsonl', severities: ['moderate'] },
};

describe('who is told', () => {
  it.each([
    ['severe', ['all', 'severe']],
    ['moderate', ['all', 'moderate']],
  ] as const)('of what is %s: whoever asked for that', (severity, told) => {
    expect(sinksFor(configOf({ sinks }), makeNotification({ severity }))).toEqual(told);
  });

  it('of what has no end: no Alertmanager, which would wait for it', () => {
    const config = configOf({ sinks: { oncall: { kind: 'alertmanager', url: 'http://oncall.example' } } });
    const told = NOTIFICATION_KINDS.filter((kind) => sinksFor(config, makeNotification({ kind })).length > 0);
    expect(told).toEqual(['alert-opened', 'alert-resolved', 'job-failed', 'job-recovered']);
  });

  it('that retraining is asked for: the hook as well, and it of nothing else', () => {
    const config = configOf({ sinks, retraining: { kind: 'command', command: ['retrain'] } });
    const told = NOTIFICATION_KINDS.filter((kind) =>
      sinksFor(config, makeNotification({ kind })).includes(RETRAINING),
    );
    expect(told).toEqual(['retraining-requested']);
    expect(sinksFor(configOf({ sinks }), makeNotification({ kind: 'retraining-requested' }))).toEqual([
      'all',
      'severe',
    ]);
    expect(channelOf(config, RETRAINING)).toMatchObject({ kind: 'command', command: ['retrain'] });
  });

  it('is known by the names in the configuration, and by no others', () => {
    const config = configOf({ sinks });
    expect(channelOf(config, 'all')).toMatchObject({ path: 'all.jsonl' });
    expect(['nobody', 'toString', RETRAINING].map((name) => channelOf(config, name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
