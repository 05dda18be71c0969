import type { CheckValue, NewCheck } from '../../checks/check-record.js';
import type { RuleResult } from '../../core/rule-result.js';
import { verdictOfDecision } from '../../experiments/decision.js';
import type { Effect } from '../../experiments/effect.js';
import type { ExperimentReport } from './evaluate-experiment.js';

/**
 * What is kept of an evaluation: the effects with their intervals, and what it found.
 * @param isRefused whether it has a winner that the gates refuse
 */
export function describeExperimentCheck(report: ExperimentReport, isRefused: boolean): NewCheck {
  const { model, test, experiment, at, decision, reasons, progress, candidates } = report;
  return {
    kind: 'ab-test',
    model,
    version: experiment.arms[1]?.version ?? '',
    window: { from: experiment.from, to: at },
    segmentColumn: null,
    rows: progress.totalUnits,
    verdict: verdictOfDecision(decision),
    summary: `${test}: ${decision}: ${reasons.join('; ')}`,
    rules: [ruleOf(report, isRefused)],
    values: candidates.flatMap(({ version, metrics }) =>
      metrics.map((effect) => describeEffect(effect, `${test} ${version}`)),
    ),
  };
}

/** Somebody has to look when a test cannot go on, or its candidate was taken back. */
function ruleOf({ test, decision, move, reasons }: ExperimentReport, isRefused: boolean): RuleResult {
  const isStuck = decision === 'blocked' || move?.move === 'hold' || move?.move === 'roll-back' || isRefused;
  return {
    rule: 'ab-test',
    subject: test,
    state: isStuck ? 'firing' : 'quiet',
    observed: null,
    limit: null,
    message: [...(isRefused ? ['the gates refuse the winner'] : []), ...reasons].join('; '),
  };
}

function describeEffect(
  { metric, difference, interval, candidate, standing }: Effect,
  subject: string,
): CheckValue {
  return {
    name: `${metric} difference`,
    subject,
    value: difference,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    n: candidate.n,
    limit: null,
    status: standing,
  };
}
