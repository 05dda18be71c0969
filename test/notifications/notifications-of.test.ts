import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../src/commit-log/entry.js';
import { NOTIFICATION_KINDS } from '../../src/notifications/notification.js';
import { notificationsOf } from '../../src/notifications/notifications-of.js';
import type { Alert } from '../../src/registry/alert.js';
import type { RegistryEvent } from '../../src/registry/events.js';

const OPENED_AT = '2026-03-01T00:00:00.000Z';
const AT = '2026-03-02T00:00:00.000Z';

const finding = {
  model: 'churn',
  version: '1.1.0',
  rule: 'accuracy',
  subject: 'plan=pro',
  severity: 'severe',
  message: 'accuracy 0.71 is below 0.8',
  observed: 0.71,
  limit: 0.8,
  checkId: 'c1',
  windowEnd: OPENED_AT,
} as const;

const alert: Alert = { id: 'churn:1', ...finding, openedAt: OPENED_AT, acknowledged: null, resolved: null };
const context = { registry: 'a1b2', place: 'models', alerts: new Map([[alert.id, alert]]) };

const cause = {
  rule: 'accuracy',
  observed: 0.71,
  limit: 0.8,
  message: 'accuracy 0.71 is below 0.8',
  alert: 'churn:1',
} as const;

const events = {
  opened: { type: 'alert-opened', id: 'churn:1', ...finding },
  acknowledged: { type: 'alert-acknowledged', model: 'churn', id: 'churn:1' },
  resolved: { type: 'alert-resolved', model: 'churn', id: 'churn:1', cause: 'quiet' },
  rolledBack: {
    type: 'automatic-rollback',
    model: 'churn',
    from: '1.1.0',
    to: '1.0.0',
    checks: ['c1'],
    ...cause,
  },
  retraining: { type: 'retraining-requested', model: 'churn', version: '1.1.0', ...cause },
  failed: statusChanged('production', 'integrity'),
} as const satisfies Record<string, RegistryEvent>;

function statusChanged(from: 'production' | 'staging', why: 'integrity' | 'request'): RegistryEvent {
  return {
    type: 'status-changed',
    model: 'churn',
    version: '1.1.0',
    from,
    to: 'failed',
    cause: why,
  };
}

function entryOf(list: readonly RegistryEvent[], reason: string | null = null): LogEntry<RegistryEvent> {
  return {
    schemaVersion: 1,
    generation: 7,
    previousHash: 'p',
    hash: 'h',
    at: AT,
    actor: 'ada',
    action: 'watch',
    reason,
    events: list,
  };
}

function tell(event: RegistryEvent, reason: string | null = null) {
  return notificationsOf(entryOf([event], reason), context)[0];
}

const whereFrom = { id: 'a1b2:7:0', at: AT, registry: 'a1b2', place: 'models' };
const ofRule = { rule: 'accuracy', observed: 0.71, limit: 0.8, alert: 'churn:1', alertOpenedAt: OPENED_AT };

describe('people are told', () => {
  it('of an alert that opens, with what was observed and the limit', () => {
    expect(tell(events.opened)).toEqual({
      ...whereFrom,
      ...ofRule,
      kind: 'alert-opened',
      severity: 'severe',
      model: 'churn',
      version: '1.1.0',
      title: 'churn@1.1.0: accuracy of plan=pro',
      message: 'accuracy 0.71 is below 0.8',
      subject: 'plan=pro',
      from: null,
      to: null,
    });
  });

  it('of its end as badly as of its beginning, and why it ended', () => {
    expect(tell(events.resolved)).toMatchObject({
      ...whereFrom,
      ...ofRule,
      kind: 'alert-resolved',
      severity: 'severe',
      title: 'churn@1.1.0: accuracy of plan=pro is over',
      message: 'quiet again; it was: accuracy 0.71 is below 0.8',
      subject: 'plan=pro',
    });
    const byPerson = { ...events.resolved, cause: 'request' } as const;
    expect(tell(byPerson, 'a campaign')?.message).toBe('resolved: a campaign');
    expect(tell(byPerson)?.message).toBe('resolved by a person; it was: accuracy 0.71 is below 0.8');
  });

  it('of an automatic rollback: between which versions, why, and what a person has to do', () => {
    expect(tell(events.rolledBack)).toMatchObject({
      ...whereFrom,
      ...ofRule,
      kind: 'rolled-back',
      severity: 'severe',
      version: '1.1.0',
      title: 'churn: rolled back from 1.1.0 to 1.0.0',
      message:
        'accuracy 0.71 is below 0.8; no further automatic rollback until: dharma-gov watch resume churn',
      from: '1.1.0',
      to: '1.0.0',
    });
    const withoutAlert = { ...events.rolledBack, alert: null };
    expect(tell(withoutAlert)).toMatchObject({ kind: 'rolled-back', alert: null, alertOpenedAt: null });
  });

  it('that retraining is asked for', () => {
    expect(tell(events.retraining)).toMatchObject({
      ...whereFrom,
      ...ofRule,
      kind: 'retraining-requested',
      severity: 'moderate',
      title: 'churn@1.1.0: retraining is asked for',
      from: null,
      to: null,
    });
  });

  it('of damaged files, and worse of those in production', () => {
    expect(tell(events.failed, 'model.bin is damaged')).toMatchObject({
      ...whereFrom,
      kind: 'version-failed',
      severity: 'severe',
      title: 'churn@1.1.0: its files are damaged, it is marked failed (was in production)',
      message: 'model.bin is damaged',
      rule: null,
      alert: null,
    });
    expect(tell(statusChanged('staging', 'integrity'))?.severity).toBe('moderate');
  });

  it('nothing of what people do themselves, and of what is no news', () => {
    const others: RegistryEvent[] = [
      events.acknowledged,
      statusChanged('production', 'request'),
      { ...events.resolved, id: 'churn:99' },
      { type: 'registry-created', id: 'a1b2' },
      { type: 'automation-resumed', model: 'churn' },
    ];
    expect(notificationsOf(entryOf(others), context)).toEqual([]);
  });

  it('of a commit in the order of its events, under ids that are the same whenever they are told', () => {
    const entry = entryOf([events.acknowledged, ...Object.values(events)]);
    const told = notificationsOf(entry, context);
    expect(told.map(({ id, kind }) => [id, kind])).toEqual([
      ['a1b2:7:1', 'alert-opened'],
      ['a1b2:7:3', 'alert-resolved'],
      ['a1b2:7:4', 'rolled-back'],
      ['a1b2:7:5', 'retraining-requested'],
      ['a1b2:7:6', 'version-failed'],
    ]);
    // Of jobs the log knows nothing.
    expect(NOTIFICATION_KINDS.filter((kind) => !told.some((each) => each.kind === kind))).toEqual([
      'job-failed',
      'job-recovered',
    ]);
    expect(notificationsOf(entry, context)).toEqual(told);
  });
});
