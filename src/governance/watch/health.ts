import type { CheckKind } from '../../checks/check-record.js';
import type { Instant } from '../../core/time.js';
import type { Verdict } from '../../core/verdict.js';
import type { Alert } from '../../registry/alert.js';
import type { ModelAutomation } from '../../registry/automation.js';
import type { Status } from '../../registry/status.js';

/** The last check of a kind of the version in production, with the figures of the version as a whole. */
export interface LastCheck {
  readonly kind: CheckKind;
  readonly version: string;
  readonly at: Instant;
  readonly verdict: Verdict;
  /** Those that are known; `limit` is null where nothing is decided by one. */
  readonly figures: readonly {
    readonly name: string;
    readonly value: number;
    readonly limit: number | null;
  }[];
}

export interface ModelHealth {
  readonly model: string;
  readonly production: string | null;
  readonly productionSince: Instant | null;
  readonly versions: Readonly<Record<Status, number>>;
  /** One of each kind that was made, in the order of the kinds. */
  readonly checks: readonly LastCheck[];
  /** Open and acknowledged ones. */
  readonly alerts: readonly Alert[];
  readonly automation: ModelAutomation;
}

/** Everything that is worth knowing of a registry from outside, at an instant. */
export interface Health {
  readonly at: Instant;
  /** Random name of the registry, and where it is. */
  readonly registry: string;
  readonly place: string;
  readonly generation: number;
  readonly models: readonly ModelHealth[];
  readonly deliveries: {
    readonly pending: number;
    readonly oldestPendingAt: Instant | null;
    readonly givenUp: number;
    /** Files of the outbox that cannot be read. */
    readonly damaged: number;
  };
}
