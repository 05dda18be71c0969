export const RULE_NAMES = [
  'drift',
  'accuracy',
  'latency',
  'error-rate',
  'data-quality',
  'freshness',
  'ab-test',
  'integrity',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/**
 * - `firing`: the limit is reached, significantly, on enough rows.
 * - `suspect`: the limit is reached, but not significantly, or on too few rows: a warning, never an alert.
 * - `quiet`: the limit is not reached.
 * - `unknown`: there was nothing to judge.
 */
export const RULE_STATES = ['firing', 'suspect', 'quiet', 'unknown'] as const;
export type RuleState = (typeof RULE_STATES)[number];

/** What one rule says of one version in one window. */
export interface RuleResult {
  readonly rule: RuleName;
  /** What it is about: a column, a segment such as `region=eu`, or both, a test; null: the version as a whole. */
  readonly subject: string | null;
  readonly state: RuleState;
  readonly observed: number | null;
  readonly limit: number | null;
  /** One line a person can act on, with the figures, and for `suspect` what is missing. */
  readonly message: string;
}
