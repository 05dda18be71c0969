import type { Instant } from '../core/time.js';
import type { AutomaticRollback, RetrainingRequested } from './automation-events.js';

/** An automatic rollback, which the next one waits for a person after. */
export interface AutomaticRollbackRecord extends Omit<AutomaticRollback, 'type' | 'model'> {
  readonly at: Instant;
}

/** A request for retraining whose cause has not gone away. */
export interface RetrainingRecord extends Pick<RetrainingRequested, 'version' | 'rule' | 'alert'> {
  readonly at: Instant;
}

/** What was done to a model with nobody asked, as far as it matters for what may be done next. */
export interface ModelAutomation {
  /** The last one; null: there was none. */
  readonly lastRollback: AutomaticRollbackRecord | null;
  /** Whether it still waits for a person (`watch resume`). */
  readonly paused: boolean;
  /**
   * The request of the present episode: it ends when no alert that could ask for retraining is left, or with the version.
   * Null between episodes.
   */
  readonly retraining: RetrainingRecord | null;
}

export const NO_AUTOMATION: ModelAutomation = { lastRollback: null, paused: false, retraining: null };
