import type { Instant } from '../core/time.js';
import type { Notification } from './notification.js';

/** `dropped`: its sink is no longer configured. `given-up`: it was tried for days. */
export const DELIVERY_STATES = ['pending', 'delivered', 'given-up', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A notification on its way to one sink. */
export interface Delivery {
  /** Of the notification and the sink: there is one of each. */
  readonly id: string;
  /** Name of the sink in the configuration; `RETRAINING` for the hook that asks for retraining. */
  readonly sink: string;
  readonly notification: Notification;
  readonly state: DeliveryState;
  readonly createdAt: Instant;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it is tried next; null unless pending. */
  readonly nextAt: Instant | null;
  /** Why the last attempt failed; null when none did. */
  readonly lastError: string | null;
  /** When it was delivered, given up or dropped. */
  readonly settledAt: Instant | null;
}

/** The hook of `watch.retraining` among the sinks; no sink of a person can be called that. */
export const RETRAINING = '(retraining)';
