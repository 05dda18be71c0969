import type { RuleResult } from '../core/rule-result.js';
import type { Verdict } from '../core/verdict.js';
import { benjaminiHochberg } from '../stats/benjamini-hochberg.js';
import { ALPHA } from './metric.js';
import {
  isTested,
  type RuleBaseline,
  type RuleLimits,
  type RuleSubject,
  type RuleTest,
  testRules,
  type Untested,
} from './rule-tests.js';

/**
 * Judges a window, and its segments where there are any. A rule fires when its limit is reached, significantly (one-sided,
 * alpha 0.05), on enough rows. The tests of segments are corrected for their number (Benjamini & Hochberg); that of the
 * window as a whole is not, so that it says the same with and without segments.
 */
export function judgeRules(
  whole: RuleSubject,
  segments: readonly RuleSubject[],
  baseline: RuleBaseline,
  limits: RuleLimits,
): RuleResult[] {
  const test = (subject: RuleSubject) => testRules(subject, baseline, limits);
  const ofSegments = segments.flatMap(test);
  const tested = ofSegments.filter(isTested);
  const adjusted = benjaminiHochberg(tested.map(({ pValue }) => pValue));
  const pValues = new Map(tested.map((one, index) => [one, adjusted[index] ?? 1]));
  return [
    ...test(whole).map((one) => decide(one, isTested(one) ? one.pValue : 1, limits)),
    ...ofSegments.map((one) => decide(one, isTested(one) ? (pValues.get(one) ?? 1) : 1, limits)),
  ];
}

function decide(one: RuleTest | Untested, pValue: number, { minRows }: RuleLimits): RuleResult {
  const { rule, subject } = one;
  const about = subject === null ? '' : `${subject}: `;
  if (!isTested(one)) {
    const message = `${about}${rule} could not be judged: ${one.reason}`;
    return { rule, subject, state: 'unknown', observed: null, limit: null, message };
  }
  const { observed, limit, holds, n, unit, finding } = one;
  const missing = [
    ...(pValue < ALPHA ? [] : [`not significant (p ${pValue.toFixed(2)})`]),
    ...(n >= minRows ? [] : [`only ${n} ${unit} of the ${minRows} it needs`]),
  ];
  const state = !holds ? 'quiet' : missing.length > 0 ? 'suspect' : 'firing';
  const because = state === 'suspect' ? `; ${missing.join(', ')}` : '';
  return { rule, subject, state, observed, limit, message: `${about}${finding}${because}` };
}

/** A warning says that something may be wrong, unknown that nothing could be judged at all. */
export function verdictOfRules(rules: readonly RuleResult[]): Verdict {
  const some = (state: RuleResult['state']) => rules.some((rule) => rule.state === state);
  if (some('firing')) return 'fail';
  if (some('suspect')) return 'warn';
  return some('quiet') ? 'pass' : 'unknown';
}

/** The verdict in a sentence. */
export function summarizeRules(rules: readonly RuleResult[]): string {
  const inState = (state: RuleResult['state']) => rules.filter((rule) => rule.state === state);
  for (const state of ['firing', 'suspect'] as const) {
    const [first, ...others] = inState(state);
    if (first !== undefined)
      return `${first.message}${others.length === 0 ? '' : `; and ${others.length} more`}`;
  }
  // A segment that cannot be judged is not worth a sentence.
  const unknown = inState('unknown').filter(({ subject }) => subject === null);
  const reasons = unknown.map(({ message }) => message).join('; ');
  if (inState('quiet').length === 0) return reasons === '' ? 'nothing to judge' : reasons;
  return `no rule fires${reasons === '' ? '' : `; ${reasons}`}`;
}
