import type { RuleResult, RuleState } from '../core/rule-result.js';
import { binomialTest } from '../stats/binomial-test.js';
import type { QualityCheck } from './check.js';
import { checkColumn } from './column-checks.js';
import {
  type JudgedCheck,
  judgeChecks,
  messageOf,
  type QualityOptions,
  toFinding,
  worstFirst,
} from './evaluate-quality.js';
import type { ColumnFacts, RequestFacts } from './facts.js';
import type { QualityFinding } from './finding.js';
import { checkRequests } from './request-checks.js';

/** The rows that have one value in the column that segments are made by, beside those of the reference. */
export interface SegmentFacts {
  /** Such as `region=eu`. */
  readonly name: string;
  readonly columns: readonly ColumnFacts[];
  /** Without `repeats`, of which the whole knows. */
  readonly requests: RequestFacts;
}

export interface SegmentQuality {
  /** The worst first; none is severe: a segment is a part, and the whole decides whether the check fails. */
  readonly findings: readonly QualityFinding[];
  /** How many checks there were, those passed included. */
  readonly checks: number;
  /** All checks of the segment as one, so that a segment has one alert. */
  readonly rule: RuleResult;
}

/**
 * Judges the data of each segment. All checks of all segments are adjusted together (Benjamini and Hochberg), so that
 * many segments find no more by chance than one does.
 * @param mismatched columns of another type than the reference: all segments are, and the whole says so
 */
export function evaluateSegmentQuality(
  segments: readonly SegmentFacts[],
  mismatched: ReadonlySet<string>,
  { maxShare, alpha }: QualityOptions,
): SegmentQuality[] {
  const checksOf = segments.map(({ columns, requests }) =>
    [
      ...columns.flatMap((column) => checkColumn(column, maxShare)),
      ...checkRequests(requests, maxShare).map((check) => withChance(check, maxShare)),
    ].filter(({ kind, column }) => kind !== 'type-mismatch' || !mismatched.has(column ?? '')),
  );
  const judged = judgeChecks(checksOf.flat(), alpha);
  let next = 0;
  return segments.map(({ name }, index) => {
    const checks = checksOf[index]?.length ?? 0;
    const own = judged.slice(next, next + checks);
    next += checks;
    const findings = own
      .filter(({ state }) => state === 'firing')
      .map((check): QualityFinding => ({ ...toFinding(check), severity: 'moderate' }))
      .sort(worstFirst);
    return { findings, checks, rule: ruleOf(name, own) };
  });
}

/**
 * What is certain of all rows is not of few: where one in two hundred is bad everywhere, a segment of fifty has one by
 * chance, which is 2 % of it. So the share that is allowed has to be exceeded significantly.
 */
function withChance(check: QualityCheck, maxShare: number): QualityCheck {
  const bad = { successes: Math.round(check.observed * check.n), n: check.n };
  return { ...check, pValue: binomialTest(bad, maxShare, 'greater').pValue };
}

const WORST_FIRST: readonly RuleState[] = ['firing', 'suspect', 'quiet'];

function ruleOf(name: string, judged: readonly JudgedCheck[]): RuleResult {
  const state = WORST_FIRST.find((candidate) => judged.some((check) => check.state === candidate));
  const those = judged
    .filter((check) => check.state === state)
    .map(({ check }) => check)
    .sort((a, b) => b.observed - a.observed);
  const [worst] = those;
  const rule = { rule: 'data-quality', subject: name } as const;
  if (state === undefined || worst === undefined) {
    return { ...rule, state: 'unknown', observed: null, limit: null, message: `${name}: nothing to check` };
  }
  const { observed, limit } = worst;
  if (state === 'quiet') {
    return { ...rule, state, observed, limit, message: `${name}: ${judged.length} checks found nothing` };
  }
  const more = those.length === 1 ? '' : ` (and ${those.length - 1} more)`;
  const lacking = state === 'suspect' ? '; not significant' : '';
  return { ...rule, state, observed, limit, message: `${name}: ${messageOf(worst)}${more}${lacking}` };
}
