import type { RuleResult, RuleState } from '../core/rule-result.js';
import type { Verdict } from '../core/verdict.js';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.js';
import type { QualityCheck } from './check.js';
import { checkColumn } from './column-checks.js';
import type { ColumnFacts, FreshnessFacts, RequestFacts } from './facts.js';
import type { QualityFinding, QualityKind } from './finding.js';
import { checkFreshness } from './freshness.js';
import { checkRequests } from './request-checks.js';

export interface QualityFacts {
  readonly columns: readonly ColumnFacts[];
  readonly requests: RequestFacts;
  /** Null where no age is set, or the window does not end now. */
  readonly freshness: FreshnessFacts | null;
}

export interface QualityOptions {
  /** Share of rows, beyond what is to be expected, from which there is something to say. */
  readonly maxShare: number;
  /** False discovery rate. */
  readonly alpha: number;
}

/** What is wrong with the data itself, whatever the model makes of it. */
export interface QualityReport {
  /** `fail` with a severe finding, `warn` with any other, `pass` without. */
  readonly verdict: Verdict;
  /** The worst first. */
  readonly findings: readonly QualityFinding[];
  /** How many checks there were, those passed included. */
  readonly checks: number;
}

export interface QualityEvaluation {
  readonly report: QualityReport;
  /** Of every check, those passed included. */
  readonly rules: readonly RuleResult[];
}

/** Of these, nothing that happens in the world is the cause; something is broken. */
const BROKEN: Readonly<Record<QualityKind, boolean>> = {
  missing: true,
  'not-finite': true,
  'type-mismatch': true,
  constant: true,
  'new-category': false,
  'out-of-range': false,
  repeated: true,
  conflicting: true,
  impossible: true,
  'no-prediction': true,
  stale: true,
};

/** Share of rows, beyond what is to be expected, from which what is broken fails the check. */
const SEVERE_SHARE = 0.1;

/**
 * Judges data against its reference. A check finds something when its share reaches its limit and, where chance plays a
 * part, is significant after Benjamini and Hochberg's adjustment for all checks.
 */
export function evaluateQuality(
  { columns, requests, freshness }: QualityFacts,
  { maxShare, alpha }: QualityOptions,
): QualityEvaluation {
  const checks = [
    ...columns.flatMap((column) => checkColumn(column, maxShare)),
    ...checkRequests(requests, maxShare),
  ];
  const judged = judgeChecks(checks, alpha);
  const age = freshness === null ? null : checkFreshness(freshness, requests.rows);
  const findings = [
    ...(age?.finding ? [age.finding] : []),
    ...judged.filter(({ state }) => state === 'firing').map(toFinding),
  ].sort(worstFirst);
  return {
    report: { verdict: verdictOf(findings), findings, checks: checks.length + (age === null ? 0 : 1) },
    rules: [...judged.map(toRule), ...(age === null ? [] : [age.rule])],
  };
}

export interface JudgedCheck {
  readonly check: QualityCheck;
  readonly state: RuleState;
  readonly adjustedPValue: number | null;
}

/** Together, whatever they are about. */
export function judgeChecks(checks: readonly QualityCheck[], alpha: number): JudgedCheck[] {
  const tested = checks.flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
  const adjusted = benjaminiHochberg(tested);
  let next = 0;
  return checks.map((check) => {
    const adjustedPValue = check.pValue === null ? null : (adjusted[next++] ?? 1);
    if (check.observed < check.limit) return { check, state: 'quiet', adjustedPValue };
    const isCertain = adjustedPValue === null || adjustedPValue < alpha;
    return { check, state: isCertain ? 'firing' : 'suspect', adjustedPValue };
  });
}

export function toFinding({ check, adjustedPValue }: JudgedCheck): QualityFinding {
  const { kind, column, observed, expected, limit, n } = check;
  const isSevere = BROKEN[kind] && observed - expected >= SEVERE_SHARE;
  return {
    kind,
    column,
    severity: isSevere ? 'severe' : 'moderate',
    observed,
    limit,
    n,
    adjustedPValue,
    message: messageOf(check),
  };
}

function toRule({ check, state }: JudgedCheck): RuleResult {
  const { kind, column, observed, limit } = check;
  const message = state === 'suspect' ? `${messageOf(check)}; not significant` : messageOf(check);
  return {
    rule: 'data-quality',
    subject: column === null ? kind : `${column} ${kind}`,
    state,
    observed,
    limit,
    message,
  };
}

export function messageOf({ column, text }: QualityCheck): string {
  return column === null ? text : `${column}: ${text}`;
}

export function worstFirst(a: QualityFinding, b: QualityFinding): number {
  const rank = ({ severity }: QualityFinding) => (severity === 'severe' ? 0 : 1);
  return rank(a) - rank(b) || (b.observed ?? 1) - (a.observed ?? 1);
}

function verdictOf(findings: readonly QualityFinding[]): Verdict {
  if (findings.some(({ severity }) => severity === 'severe')) return 'fail';
  return findings.length === 0 ? 'pass' : 'warn';
}
