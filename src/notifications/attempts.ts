import type { Instant } from '../core/time.js';
import type { Delivery } from './delivery.js';
import type { Notification } from './notification.js';
import type { SendResult } from './ports.js';

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 3_600_000;

/** Who was not reached for so long is not told any more: by then the news is old, and somebody has to look. */
const GIVE_UP_MS = 3 * 86_400_000;

export function newDelivery(notification: Notification, sink: string, now: Instant): Delivery {
  return {
    id: `${notification.id}/${sink}`,
    sink,
    notification,
    state: 'pending',
    createdAt: now,
    attempts: 0,
    nextAt: now,
    lastError: null,
    settledAt: null,
  };
}

/**
 * A delivery after an attempt: settled, or to be tried again after 5 s, then twice as long each time up to an hour, or
 * when the other side asked for it.
 * @param random uniform in [0, 1): spreads the retries of many over a tenth of the wait
 */
export function afterAttempt(delivery: Delivery, result: SendResult, now: Instant, random: number): Delivery {
  const attempts = delivery.attempts + 1;
  if (result.kind === 'delivered') {
    return { ...delivery, state: 'delivered', attempts, nextAt: null, lastError: null, settledAt: now };
  }
  const failed = { ...delivery, attempts, lastError: result.reason };
  if (Date.parse(now) - Date.parse(delivery.createdAt) >= GIVE_UP_MS) {
    return { ...failed, state: 'given-up', nextAt: null, settledAt: now };
  }
  const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS);
  const askedMs = Math.min(result.retryAfterMs ?? 0, LAST_RETRY_MS);
  const nextMs = Date.parse(now) + Math.max(waitMs * (1 + random / 10), askedMs);
  return { ...failed, nextAt: new Date(nextMs).toISOString() };
}

/** A delivery whose sink is no longer configured. */
export function dropDelivery(delivery: Delivery, now: Instant): Delivery {
  return { ...delivery, state: 'dropped', nextAt: null, settledAt: now };
}

/**
 * What is to be tried now, oldest first. Of those about one alert on the way to one sink only the oldest: that it is over
 * is not told before that it began.
 */
export function dueDeliveries(deliveries: readonly Delivery[], now: Instant): Delivery[] {
  const waiting = new Set<string>();
  return deliveries.filter((delivery) => {
    if (delivery.state !== 'pending') return false;
    const group = groupOf(delivery);
    if (waiting.has(group)) return false;
    waiting.add(group);
    return delivery.nextAt === null || delivery.nextAt <= now;
  });
}

function groupOf({ sink, notification: { alert, id } }: Delivery): string {
  return JSON.stringify([sink, alert ?? id.replace(/:recovered$/, '')]);
}
