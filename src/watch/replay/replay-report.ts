import type { CheckKind } from '../../checks/check-record.js';
import type { WatchModelSettings } from '../../config/watch-keys.js';
import type { RuleName, RuleState } from '../../core/rule-result.js';
import type { Instant } from '../../core/time.js';
import type { Verdict } from '../../core/verdict.js';
import type { JobOutcome } from '../../governance/watch/job-report.js';
import type { Period } from '../../performance/period.js';
import type { RuleLimits } from '../../performance/rule-tests.js';
import type { RegistryEvent } from '../../registry/events.js';

/** What `watch` would have done, had it watched in the past. */
export interface ReplayReport {
  readonly by: Period;
  readonly models: readonly ModelReplay[];
}

export interface ModelReplay {
  readonly model: string;
  /** In production at the start: the version that is there now. */
  readonly version: string;
  /** In production at the end. */
  readonly endVersion: string;
  /** Of the clock; null when there is nothing to rehearse on. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** What a rehearsal takes for granted, a sentence each. */
  readonly assumptions: readonly string[];
  readonly settings: ReplaySettings;
  /** Oldest first. */
  readonly periods: readonly ReplayPeriod[];
  /** By rule, the first one that fired first. */
  readonly alerts: readonly RuleTotal[];
  readonly rollbacks: number;
  readonly retrainingRequests: number;
  /** Checks that could judge something. */
  readonly judged: number;
  /** Why nothing could be judged; null when something could. */
  readonly reason: string | null;
}

/** What may be tried otherwise. */
export interface ReplaySettings extends WatchModelSettings, RuleLimits {
  readonly driftThreshold: number;
  readonly quietChecks: number;
}

/** Alerts of a rule, over the whole rehearsal. */
export interface RuleTotal {
  readonly rule: RuleName;
  readonly opened: number;
  /** The periods in which the first and the last one opened. */
  readonly first: string;
  readonly last: string;
}

export interface ReplayPeriod {
  /** `1997-02-14`, of a week its Monday, of a month `1997-02`. */
  readonly name: string;
  /** Its end, when the checks are made. */
  readonly at: Instant;
  /** In production until then, which is what was checked. */
  readonly version: string;
  /** Predictions that performance was measured on. */
  readonly rows: number;
  readonly checks: readonly ReplayCheck[];
  /** Of the version as a whole. */
  readonly figures: readonly ReplayFigure[];
  /** What was committed, as in the registry's log. */
  readonly events: readonly RegistryEvent[];
  /** The same for people, and what was held back, a line each. */
  readonly notes: readonly string[];
  /** Alerts that are not resolved by then. */
  readonly openAlerts: number;
}

export interface ReplayCheck {
  readonly kind: Extract<CheckKind, 'performance' | 'drift' | 'freshness'>;
  readonly outcome: JobOutcome;
  /** Null when nothing was kept of it. */
  readonly verdict: Verdict | null;
  readonly message: string;
}

export interface ReplayFigure {
  readonly name: FigureName;
  readonly value: number | null;
  /** From where on its rule holds; null without one. */
  readonly limit: number | null;
  /** What its rule says; null without one. */
  readonly state: RuleState | null;
}

/** Figures that a rule judges; for a model of quantities, of which none does, its mean absolute error. */
export const FIGURE_RULES = {
  accuracy: 'accuracy',
  mae: null,
  score: 'drift',
  latencyP95Ms: 'latency',
  errorRate: 'error-rate',
} as const satisfies Record<string, RuleName | null>;

export type FigureName = keyof typeof FIGURE_RULES;
