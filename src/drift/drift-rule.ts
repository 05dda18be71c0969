import type { RuleResult, RuleState } from '../core/rule-result.js';
import type { DriftEvaluation } from './evaluate-drift.js';

type Evaluation = Pick<DriftEvaluation, 'verdict' | 'summary' | 'overall'>;

/**
 * The rule that the overall score stays below its threshold.
 * @param segment such as `region=eu`; null: the version as a whole
 */
export function driftRule(evaluation: Evaluation, segment: string | null): RuleResult {
  const { overall, summary } = evaluation;
  return {
    rule: 'drift',
    subject: segment,
    state: stateOf(evaluation),
    observed: overall.score,
    limit: overall.threshold,
    message: segment === null ? summary : `${segment}: ${summary}`,
  };
}

function stateOf({ verdict, overall }: Evaluation): RuleState {
  if (verdict === 'fail') return 'firing';
  if (verdict === 'unknown' || overall.score === null) return 'unknown';
  return overall.score >= overall.threshold ? 'suspect' : 'quiet';
}
