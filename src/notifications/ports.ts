import type { Channel } from '../config/sink.js';
import type { Alert } from '../registry/alert.js';
import type { Delivery } from './delivery.js';
import type { Notification } from './notification.js';

/** A file of the outbox that holds no delivery which this program can read. */
export interface DamagedDelivery {
  readonly place: string;
  readonly problem: string;
}

/**
 * Deliveries, stored before anything is sent, so that neither a kill nor a power failure loses one. Written by one process
 * at a time: whoever holds the lock of `watch`.
 */
export interface Outbox {
  /** Generation of the log up to which everything worth telling is in the outbox; null before the first time. */
  readCursor(): Promise<number | null>;
  /** Its file, for messages. */
  readonly cursorPlace: string;
  writeCursor(generation: number): Promise<void>;
  /** All of them, oldest first. */
  read(): Promise<readonly (Delivery | DamagedDelivery)[]>;
  /** Adds one unless it is there: whatever became of it stays. */
  add(delivery: Delivery): Promise<void>;
  /** Puts a new state of a delivery in the place of the old one, durably. */
  replace(delivery: Delivery): Promise<void>;
  remove(id: string): Promise<void>;
}

export type SendResult =
  | { readonly kind: 'delivered' }
  /** `retryAfterMs`: what the other side asked for; null: nothing. */
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterMs: number | null };

/** Brings a notification to the other side. Whatever goes wrong there is a result, not an error. */
export interface Transport {
  send(channel: Channel, notification: Notification): Promise<SendResult>;
  /** Tells an Alertmanager of every unresolved alert again, since it forgets those it does not hear of. */
  refresh(
    channel: Channel,
    registry: { id: string; place: string },
    alerts: readonly Alert[],
  ): Promise<SendResult>;
}
