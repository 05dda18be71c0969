import type { Instant } from '../../core/time.js';
import type { GateResult, GateValue } from '../../gates/gate.js';
import type { PromotionReport } from '../../governance/registry/plan-promotion.js';
import { describeEvent } from '../render/plan.js';
import { describeEnd, describeNextStep, type PromotionEnd } from '../render/promotion-words.js';
import { formatCount, formatInstant } from '../render/text.js';
import {
  type Fact,
  outputsOfVersion,
  type ReportDocument,
  type ReportTest,
  sortTests,
  type TableSection,
  type TestOutcome,
} from './document.js';

/** What a promotion has to say, for every format. */
export function describePromotion(
  report: PromotionReport,
  end: PromotionEnd,
  checkedAt: Instant,
): ReportDocument {
  const { model, version, from, to, gates, changed, generation } = report;
  // A warning that was asked to be a refusal is one.
  const isRefused = end.declined || (report.verdict === 'warn' && !report.allowed);
  const verdict = isRefused ? 'fail' : report.verdict;
  const summary = describeEnd(report, end);
  return {
    check: 'promote',
    subject: model,
    title: `Promotion of ${model}@${version} to ${to}`,
    verdict,
    summary,
    next: describeNextStep(report, end),
    facts: describeFacts(report),
    tests: [{ name: 'promotion', outcome: ENDS[verdict], message: summary }, ...gates.map(gateTest)],
    sections: [gateTable(gates), waiverTable(gates), planTable(report)],
    outputs: [
      ...outputsOfVersion(report),
      { name: 'from', value: from },
      { name: 'to', value: to },
      { name: 'changed', value: String(changed) },
      { name: 'generation', value: generation === null ? '' : String(generation) },
    ],
    checkedAt,
  };
}

/** As the exit code has it. */
const ENDS = { pass: 'passed', warn: 'warned', fail: 'failed', unknown: 'error' } as const;

const OUTCOMES: Record<GateResult['outcome'], TestOutcome> = {
  pass: 'passed',
  warn: 'warned',
  waived: 'skipped',
  deny: 'failed',
  pending: 'pending',
  'not-evaluable': 'error',
};

function gateTest({ name, outcome, message, waiver }: GateResult): ReportTest {
  const why = waiver === null ? message : `${message}; waived by ${waiver.by}: ${waiver.reason}`;
  return { name, outcome: OUTCOMES[outcome], message: why };
}

function describeFacts({ model, version, from, to, gates, generation }: PromotionReport): Fact[] {
  const passed = gates.filter(({ outcome }) => outcome === 'pass').length;
  return [
    { name: 'Version', value: `${model}@${version}` },
    { name: 'Step', value: `${from} -> ${to}` },
    { name: 'Gates', value: `${formatCount(passed)} of ${formatCount(gates.length)} passed` },
    ...(generation === null ? [] : [{ name: 'Generation', value: String(generation) }]),
  ];
}

function gateTable(gates: readonly GateResult[]): TableSection {
  return {
    kind: 'table',
    title: 'Gates',
    note: 'worst first',
    head: ['Gate', 'Outcome', 'Observed', 'Limit', 'Source'],
    rows: sortTests(gates.map((gate) => ({ gate, outcome: OUTCOMES[gate.outcome] }))).map(
      ({ gate: { name, outcome, observed, limit, source } }) => [
        name,
        outcome.replaceAll('-', ' '),
        formatValue(observed),
        formatValue(limit),
        source,
      ],
    ),
  };
}

function formatValue(value: GateValue): string {
  return value === null ? '-' : String(value);
}

function waiverTable(gates: readonly GateResult[]): TableSection {
  return {
    kind: 'table',
    title: 'Waivers',
    note: 'gates that did not pass, and that somebody let this version past',
    head: ['Gate', 'By', 'Until', 'Reason'],
    rows: gates.flatMap(({ name, waiver }) =>
      waiver === null
        ? []
        : [
            [
              name,
              waiver.by,
              waiver.until === null ? 'this promotion' : formatInstant(waiver.until),
              waiver.reason,
            ],
          ],
    ),
  };
}

function planTable({ plan, changed }: PromotionReport): TableSection {
  return {
    kind: 'table',
    title: changed ? 'What has changed' : 'What would change',
    note: '',
    head: ['Change'],
    rows: plan.events.map((event) => [describeEvent(event)]),
  };
}
