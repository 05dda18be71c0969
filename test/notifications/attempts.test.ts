import { describe, expect, it } from 'vitest';
import { afterAttempt, dropDelivery, dueDeliveries, newDelivery } from '../../src/notifications/attempts.js';
import type { Delivery } from '../../src/notifications/delivery.js';
import { makeNotification } from './make-notification.js';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const failure = (retryAfterMs: number | null = null) =>
  ({ kind: 'failed', reason: 'answered 503', retryAfterMs }) as const;

/** Waits in seconds between attempts that fail, each made as soon as it may be. */
function waitsOf(attempts: number, random = 0, retryAfterMs: number | null = null): number[] {
  let delivery = newDelivery(makeNotification(), 'pager', at(0));
  const waits: number[] = [];
  for (let tried = 0; tried < attempts; tried++) {
    const now = delivery.nextAt ?? '';
    delivery = afterAttempt(delivery, failure(retryAfterMs), now, random);
    if (delivery.nextAt !== null) waits.push((Date.parse(delivery.nextAt) - Date.parse(now)) / 1000);
  }
  return waits;
}

describe('a delivery', () => {
  it('is due at once, and settled when it was accepted', () => {
    const delivery = newDelivery(makeNotification({ id: 'a1b2:7:0' }), 'pager', at(0));
    expect(delivery).toMatchObject({ id: 'a1b2:7:0/pager', state: 'pending', attempts: 0, nextAt: at(0) });
    const tried = afterAttempt(delivery, failure(), at(1), 0);
    expect(tried).toMatchObject({
      state: 'pending',
      attempts: 1,
      lastError: 'answered 503',
      settledAt: null,
    });
    expect(afterAttempt(tried, { kind: 'delivered' }, at(6), 0)).toMatchObject({
      state: 'delivered',
      attempts: 2,
      nextAt: null,
      lastError: null,
      settledAt: at(6),
    });
  });

  it('is tried again after 5 s, then twice as long each time, up to an hour', () => {
    expect(waitsOf(13)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]);
  });

  it('is spread by up to a tenth of the wait', () => {
    expect(waitsOf(2, 0.5)).toEqual([5.25, 10.5]);
  });

  it('waits as long as the other side asks for, but for an hour at most', () => {
    expect(waitsOf(4, 0, 30_000)).toEqual([30, 30, 30, 40]);
    expect(waitsOf(1, 0, 30 * 86_400_000)).toEqual([3600]);
  });

  it('is given up by an attempt that fails three days after it was stored', () => {
    const delivery = newDelivery(makeNotification(), 'pager', at(0));
    const days = (count: number) => at(count * 86_400);
    expect(afterAttempt(delivery, failure(), days(2.99), 0).state).toBe('pending');
    expect(afterAttempt(delivery, failure(), days(3), 0)).toMatchObject({
      state: 'given-up',
      nextAt: null,
      lastError: 'answered 503',
      settledAt: days(3),
    });
    expect(afterAttempt(delivery, { kind: 'delivered' }, days(9), 0).state).toBe('delivered');
  });

  it('whose sink is gone is dropped', () => {
    const delivery = newDelivery(makeNotification(), 'pager', at(0));
    expect(dropDelivery(delivery, at(9))).toMatchObject({ state: 'dropped', nextAt: null, settledAt: at(9) });
  });
});

describe('what is due', () => {
  const opened = makeNotification({ id: 'a1b2:7:0' });
  const resolved = makeNotification({ id: 'a1b2:9:0', kind: 'alert-resolved' });
  const due = (deliveries: readonly Delivery[], seconds: number) =>
    dueDeliveries(deliveries, at(seconds)).map(({ id }) => id);

  it('is what waits and may be tried by now, oldest first', () => {
    const [first, second] = ['x:1:0', 'x:2:0'].map((id) => makeNotification({ id, alert: null }));
    if (!first || !second) throw new Error('two notifications');
    const delivered = afterAttempt(newDelivery(first, 'log', at(0)), { kind: 'delivered' }, at(0), 0);
    const retried = afterAttempt(newDelivery(first, 'pager', at(0)), failure(), at(0), 0);
    const deliveries = [delivered, retried, newDelivery(second, 'pager', at(0))];
    expect(due(deliveries, 4)).toEqual(['x:2:0/pager']);
    expect(due(deliveries, 5)).toEqual(['x:1:0/pager', 'x:2:0/pager']);
  });

  it('is not the end of an alert while its beginning waits on the way to the same sink', () => {
    const waiting = afterAttempt(newDelivery(opened, 'pager', at(0)), failure(), at(0), 0);
    const deliveries = [waiting, newDelivery(resolved, 'pager', at(1)), newDelivery(resolved, 'log', at(1))];
    expect(due(deliveries, 2)).toEqual(['a1b2:9:0/log']);
    expect(due(deliveries, 5)).toEqual(['a1b2:7:0/pager', 'a1b2:9:0/log']);
    const told = deliveries.map((delivery) =>
      delivery === waiting ? afterAttempt(delivery, { kind: 'delivered' }, at(5), 0) : delivery,
    );
    expect(due(told, 5)).toEqual(['a1b2:9:0/pager', 'a1b2:9:0/log']);
  });

  it('is not that a job works again while it waits to be told that it failed', () => {
    const [failed, works] = ['r:job:drift churn:t', 'r:job:drift churn:t:recovered'].map((id) =>
      newDelivery(makeNotification({ id, alert: null }), 'pager', at(0)),
    );
    if (!failed || !works) throw new Error('two deliveries');
    expect(due([failed, works], 0)).toEqual([failed.id]);
  });
});
