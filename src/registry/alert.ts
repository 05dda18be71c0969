import type { Instant } from '../core/time.js';
import type { AlertOpened } from './events.js';

/** A step of an alert's life that somebody took, or that a check took by itself. */
export interface AlertStep {
  readonly at: Instant;
  readonly by: string;
  readonly reason: string | null;
}

export interface AlertResolution extends AlertStep {
  /** Whether a person said so, or the rule has been quiet for long enough. */
  readonly cause: 'request' | 'quiet';
}

/** Something that a rule found wrong with a version, until it is right again. */
export interface Alert extends Omit<AlertOpened, 'type'> {
  readonly openedAt: Instant;
  readonly acknowledged: AlertStep | null;
  readonly resolved: AlertResolution | null;
}

export const ALERT_STATES = ['open', 'acknowledged', 'resolved'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export function stateOfAlert({ acknowledged, resolved }: Alert): AlertState {
  if (resolved !== null) return 'resolved';
  return acknowledged === null ? 'open' : 'acknowledged';
}

/** What a model's alerts come to. Resolved ones are left to the log, so that the state does not grow with its past. */
export interface ModelAlerts {
  /** How many were ever opened: the next one gets the number after it. */
  readonly opened: number;
  /** Open and acknowledged ones by id. */
  readonly unresolved: Readonly<Record<string, Alert>>;
}

export const NO_ALERTS: ModelAlerts = { opened: 0, unresolved: {} };

/** `elec-price:3`: short enough to be typed. */
export function alertId(model: string, number: number): string {
  return `${model}:${number}`;
}

/** Whether two alerts are about the same thing: there is at most one unresolved alert of each. */
export function isSameSubject(
  a: Pick<Alert, 'version' | 'rule' | 'subject'>,
  b: Pick<Alert, 'version' | 'rule' | 'subject'>,
): boolean {
  return a.version === b.version && a.rule === b.rule && a.subject === b.subject;
}
