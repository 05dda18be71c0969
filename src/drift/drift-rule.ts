import type { RuleResult, RuleState } from '../core/rule-result.js';
import type { DriftEvaluation } from './evaluate-drift.js';

/** The rule that the overall score stays below its threshold. */
export function driftRule(evaluation: Pick<DriftEvaluation, 'verdict' | 'summary' | 'overall'>): RuleResult {
  const { overall, summary } = evaluation;
  return {
    rule: 'drift',
    subject: null,
    state: stateOf(evaluation),
    observed: overall.score,
    limit: overall.threshold,
    message: summary,
  };
}

function stateOf({ verdict, overall }: Pick<DriftEvaluation, 'verdict' | 'overall'>): RuleState {
  if (verdict === 'fail') return 'firing';
  if (verdict === 'unknown' || overall.score === null) return 'unknown';
  return overall.score >= overall.threshold ? 'suspect' : 'quiet';
}
