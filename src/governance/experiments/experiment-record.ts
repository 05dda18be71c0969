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
function ruleOf(report: ExperimentReport, isRefused: boolean): RuleResult {
  const { test, decision, move, reasons } = report;
  const isStuck = decision === 'blocked' || move?.move === 'hold' || move?.move === 'roll-back' || isRefused;
  return {
    rule: 'ab-test',
    subject: test,
    state: isStuck ? 'firing' : 'quiet',
    observed: null,
    limit: null,
    message: [...(isRefused ? [describeRefusal(report)] : []), ...reasons].join('; '),
  };
}

/** Which approval is missing, for example, is asked of the gates anew: it changes while the alert is open. */
function describeRefusal({ model, test, winner, experiment }: ExperimentReport): string {
  const candidate = winner ?? experiment.arms[1]?.version ?? '';
  const command =
    winner === null
      ? `dharma-gov promote ${model}@${candidate} --to production --dry-run`
      : `dharma-gov ab-test stop ${model}/${test} --promote-winner --dry-run`;
  return `the gates refuse ${candidate} (why: ${command})`;
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
