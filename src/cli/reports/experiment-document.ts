import { formatShare } from '../../core/share.js';
import type { Verdict } from '../../core/verdict.js';
import { type Standing, verdictOfDecision } from '../../experiments/decision.js';
import type { Effect } from '../../experiments/effect.js';
import type { ExperimentReport } from '../../governance/experiments/evaluate-experiment.js';
import { describeDecision, describeEffect, describeProgress, EFFECT_TITLES } from '../render/experiment.js';
import { formatCount, formatInstant } from '../render/text.js';
import type { Fact, ReportDocument, ReportTest, TableSection, TestOutcome } from './document.js';

/** What a test of versions has to say, for every format. */
export function describeExperiment(report: ExperimentReport): ReportDocument {
  const { model, test, experiment, decision, at, reasons } = report;
  return {
    check: 'ab-test',
    subject: model,
    title: `Test ${model}/${test}: ${experiment.arms.map(({ version }) => version).join(' against ')}`,
    verdict: verdictOfDecision(decision),
    summary: [describeDecision(report), ...reasons].join('; '),
    next: describeNext(report),
    facts: describeFacts(report),
    tests: [
      decisionTest(report),
      trafficTest(report),
      ...report.candidates.flatMap(({ version, metrics }) => metricTests(version, metrics)),
    ],
    sections: [trafficTable(report), effectTable(report)],
    outputs: [
      { name: 'model', value: model },
      { name: 'test', value: test },
      { name: 'decision', value: decision },
    ],
    checkedAt: at,
  };
}

function describeNext({ decision, model, test, experiment }: ExperimentReport): string[] {
  if (experiment.stopped !== null) return [];
  const command = `dharma-gov ab-test stop ${model}/${test}`;
  if (decision === 'promote') return [`${command} --promote-winner`];
  return decision === 'stop-loser' ? [command] : [];
}

function describeFacts(report: ExperimentReport): Fact[] {
  const { experiment } = report;
  return [
    { name: 'Control', value: experiment.arms[0]?.version ?? '' },
    { name: 'Since', value: formatInstant(experiment.from) },
    { name: 'Units', value: describeProgress(report) },
    { name: 'Method', value: `${experiment.method}, alpha ${experiment.alpha}` },
  ];
}

const DECIDED: Record<Verdict, TestOutcome> = {
  pass: 'passed',
  warn: 'warned',
  fail: 'failed',
  unknown: 'error',
};

/** As the exit code has it. */
function decisionTest(report: ExperimentReport): ReportTest {
  const message = [describeDecision(report), ...report.reasons].join('; ');
  return { name: 'decision', outcome: DECIDED[verdictOfDecision(report.decision)], message };
}

function trafficTest({ traffic }: ExperimentReport): ReportTest {
  const blocked = traffic.blockedBy.join('; ');
  // Figures of such traffic are not wrong, they are none.
  return { name: 'traffic', outcome: blocked === '' ? 'passed' : 'error', message: blocked };
}

const OUTCOMES: Record<Standing, TestOutcome> = {
  wins: 'passed',
  loses: 'failed',
  open: 'warned',
  unknown: 'error',
};

function metricTests(version: string, metrics: readonly Effect[]): ReportTest[] {
  return metrics.map((effect) => {
    const { DIFFERENCE, INTERVAL, P, SAYS } = describeEffect(effect);
    const isHeld = effect.role === 'guardrail' && effect.standing === 'open';
    return {
      name: `${effect.role}/${effect.metric}/${version}`,
      outcome: isHeld ? 'passed' : OUTCOMES[effect.standing],
      message: `${SAYS}: ${DIFFERENCE} (${INTERVAL}), p ${P}`,
    };
  });
}

function trafficTable({ traffic }: ExperimentReport): TableSection {
  return {
    kind: 'table',
    title: 'Traffic',
    note: `${formatCount(traffic.unitsInSeveralArms)} of ${formatCount(traffic.units)} units were served by more than one arm`,
    head: ['From', 'Step', 'Arm', 'Units', 'Share', 'Planned'],
    rows: traffic.phases.flatMap(({ from, percent, arms }) =>
      arms.map(({ version, units, share, plannedShare }) => [
        formatInstant(from),
        `${percent} %`,
        version,
        formatCount(units),
        share === null ? '' : formatShare(share),
        formatShare(plannedShare),
      ]),
    ),
  };
}

function effectTable({ candidates }: ExperimentReport): TableSection {
  return {
    kind: 'table',
    title: 'Metrics',
    note: 'differences are candidate less control; the chance to win and the lift decide nothing',
    head: ['Candidate', 'Metric', ...EFFECT_TITLES.map((title) => title.toLowerCase())],
    rows: candidates.flatMap(({ version, metrics }) =>
      metrics.map((effect) => {
        const cells = describeEffect(effect);
        return [version, effect.metric, ...EFFECT_TITLES.map((title) => cells[title])];
      }),
    ),
  };
}
