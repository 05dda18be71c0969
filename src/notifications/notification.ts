import type { Severity } from '../config/sink.js';
import type { RuleName } from '../core/rule-result.js';
import type { Instant } from '../core/time.js';

export const NOTIFICATION_KINDS = [
  'alert-opened',
  'alert-resolved',
  'rolled-back',
  'version-failed',
  'retraining-requested',
  'job-failed',
  'job-recovered',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Something that people are to know. Told at least once: who hears it twice knows by `id` that it is the same. */
export interface Notification {
  /**
   * The same for the same event, whoever tells it and how often: `<registry id>:<generation>:<event of that commit>`, or
   * `<registry id>:job:<job>:<instant>` of what is not in the log.
   */
  readonly id: string;
  readonly kind: NotificationKind;
  /** When it happened. */
  readonly at: Instant;
  readonly severity: Severity;
  /** The registry by its random name, and where it is. */
  readonly registry: string;
  readonly place: string;
  readonly model: string | null;
  readonly version: string | null;
  /** One line for a person, without the figures: `churn@1.2.0: accuracy`. */
  readonly title: string;
  /** One line with the figures, and for an act what was done. */
  readonly message: string;
  /** Of an alert, and of what followed from one; null where no rule is behind it. */
  readonly rule: RuleName | null;
  readonly subject: string | null;
  readonly observed: number | null;
  readonly limit: number | null;
  /** Id of the alert; null where none is behind it. */
  readonly alert: string | null;
  /** When that was opened. */
  readonly alertOpenedAt: Instant | null;
  /** Of a rollback: from which version to which. */
  readonly from: string | null;
  readonly to: string | null;
}
