import type { RuleResult } from '../../core/rule-result.js';
import type { Instant } from '../../core/time.js';
import type { Verdict } from '../../core/verdict.js';
import type { ClassMetrics } from '../../performance/confusion.js';
import type { Measurement } from '../../performance/measurement.js';
import type { Period } from '../../performance/period.js';
import type { RuleLimits } from '../../performance/rule-tests.js';
import type { Task } from '../../performance/task.js';
import type { Address } from '../../registry/address.js';
import type { KeepOptions, KeptCheck } from '../checks/keep-check.js';
import type { DriftWindow } from '../drift/current-data.js';

/** What the rows are told apart by. */
export type PerformanceGrouping =
  | { readonly kind: 'period'; readonly period: Period }
  | { readonly kind: 'column'; readonly column: string };

export interface PerformanceRequest {
  readonly address: Address;
  readonly window: DriftWindow;
  /** Null: the window as a whole. */
  readonly by: PerformanceGrouping | null;
  /** Files that are not in the log are never recorded. */
  readonly keep: KeepOptions;
}

export interface PerformanceReport extends KeptCheck {
  readonly model: string;
  readonly version: string;
  readonly window:
    | { readonly kind: 'log'; readonly from: Instant | null; readonly to: Instant | null }
    | { readonly kind: 'files'; readonly inputs: readonly string[] };
  readonly task: Task;
  /** Which class probability, precision, recall and F1 are of; null for other tasks, and where it cannot be told. */
  readonly positiveClass: string | null;
  /** What was told from the data rather than by a person, a sentence each. */
  readonly assumptions: readonly string[];
  /** What is wrong with the data or was left out, a sentence each. */
  readonly findings: readonly string[];
  readonly current: Measurement;
  readonly baseline: PerformanceBaseline;
  readonly estimate: PerformanceEstimate;
  readonly by: PerformanceGrouping | null;
  /** A period or a value each, in order; empty unless asked for. */
  readonly groups: readonly PerformanceGroup[];
  readonly limits: RuleLimits;
  /** Of the window, then of each segment. */
  readonly rules: readonly RuleResult[];
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly summary: string;
}

/** The same metrics over the training data. */
export interface PerformanceBaseline {
  /** Null without a baseline. */
  readonly source: string | null;
  readonly measurement: Measurement | null;
  /** Why there is no measurement. */
  readonly reason: string | null;
}

/** What the metrics would be by the probabilities alone (CBPE), over all rows that have one, labelled or not. */
export interface PerformanceEstimate {
  readonly metrics: ClassMetrics | null;
  /** Labelled rows of the baseline by which probabilities were calibrated. */
  readonly calibrationRows: number;
  /** Why there is none. */
  readonly reason: string | null;
  /** What an estimate cannot do, a sentence each; empty when there is none. */
  readonly limits: readonly string[];
}

export interface PerformanceGroup {
  /** A period such as `1997-02` or a day, or a value of the column. */
  readonly name: string;
  /** Of a period: from `from` (included) to `to` (excluded). */
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly measurement: Measurement;
  /** Null where nothing can be estimated. */
  readonly estimated: ClassMetrics | null;
}
