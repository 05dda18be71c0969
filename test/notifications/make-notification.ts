import type { Notification } from '../../src/notifications/notification.js';

/** An alert about the accuracy of churn@1.0.0, or what is asked for. */
export function makeNotification(fields: Partial<Notification> = {}): Notification {
  return {
    id: 'a1b2:7:0',
    kind: 'alert-opened',
    at: '2026-03-01T00:00:00.000Z',
    severity: 'severe',
    registry: 'a1b2',
    place: 'models',
    model: 'churn',
    version: '1.0.0',
    title: 'churn@1.0.0: accuracy',
    message: 'accuracy 0.71 is below 0.8',
    rule: 'accuracy',
    subject: null,
    observed: 0.71,
    limit: 0.8,
    alert: 'churn:1',
    alertOpenedAt: '2026-03-01T00:00:00.000Z',
    from: null,
    to: null,
    ...fields,
  };
}
