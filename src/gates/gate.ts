import { type Verdict, worstVerdict } from '../core/verdict.js';

/** What one gate says of one version. A gate that lacks a value is `not-evaluable`, which is never a pass. */
export interface GateResult {
  /** Stable name, for example `minimum/accuracy`. */
  readonly name: string;
  readonly outcome: 'pass' | 'deny' | 'not-evaluable';
  readonly observed: number | null;
  readonly limit: number | null;
  /** Why, in one line a person can act on. */
  readonly message: string;
}

/** The metrics a gate may look at. */
export interface GateSubject {
  readonly candidate: Metrics;
  /** The version in production that the candidate would replace; null when there is none, or it is the candidate. */
  readonly incumbent: { readonly version: string; readonly metrics: Metrics } | null;
}

export type Metrics = Readonly<Record<string, number>>;

/** The limits of one target status; empty maps are no limits. */
export interface MetricPolicy {
  readonly minimum: Metrics;
  readonly maximum: Metrics;
  readonly maxRegression: Metrics;
  readonly lowerIsBetter: readonly string[];
}

const VERDICT_OF_OUTCOME = { pass: 'pass', deny: 'fail', 'not-evaluable': 'unknown' } as const;

/** `pass` with no gates at all: nothing was asked. */
export function verdictOfGates(results: readonly GateResult[]): Verdict {
  return results.length === 0
    ? 'pass'
    : worstVerdict(results.map(({ outcome }) => VERDICT_OF_OUTCOME[outcome]));
}

/** Own properties only, so that a metric called "constructor" is missing and not a function. */
export function metricOf(metrics: Metrics, name: string): number | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined;
}
