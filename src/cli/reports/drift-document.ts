import type { CheckRecord } from '../../checks/check-record.js';
import type { RuleResult } from '../../core/rule-result.js';
import { formatShare } from '../../core/share.js';
import type { Instant } from '../../core/time.js';
import { numberBelow } from '../../drift/binning.js';
import type { FeatureResult, FeatureStatus } from '../../drift/feature-result.js';
import type { ScoredBin } from '../../drift/scored-bins.js';
import type { DriftReport } from '../../governance/check-drift.js';
import { describeChange, formatValue } from '../render/drift-change.js';
import {
  describeNextStep,
  describeStatus,
  describeTest,
  describeWindow,
  formatPValue,
} from '../render/drift-report.js';
import { describeNotJudged, worstColumns } from '../render/drift-segments.js';
import { formatScore, sortWorstFirst } from '../render/drift-words.js';
import { formatCount, plural } from '../render/text.js';
import { drawHistory, driftOverTime, performanceOverTime, SCORE } from './check-history.js';
import type {
  ChartCard,
  DistributionChart,
  Fact,
  ReportDocument,
  ReportTest,
  TableSection,
  TestOutcome,
} from './document.js';
import { describeKept } from './kept-sections.js';
import { testsOfRules } from './rule-tests.js';

/**
 * What a drift check has to say, for every format.
 * @param checks of the same version, the oldest first, drawn over time
 */
export function describeDrift(
  report: DriftReport,
  checks: readonly CheckRecord[],
  checkedAt: Instant,
): ReportDocument {
  const { model, version, verdict, summary, features, outputs, rules } = report;
  const columns = [...sortWorstFirst(features), ...outputs];
  return {
    check: 'drift-check',
    subject: model,
    title: `Drift of ${model}@${version}`,
    verdict,
    summary,
    next: describeNextStep(report),
    facts: describeFacts(report),
    tests: [
      ...testsOfRules(rules.filter(isOverall)),
      ...columns.map(columnTest),
      ...unscoredTests(report),
      ...testsOfRules(rules.filter((rule) => !isOverall(rule))),
    ],
    sections: [
      ...describeKept(report),
      qualityTable(report),
      ...segmentTables(report),
      driftOverTime(checks),
      {
        kind: 'charts',
        title: 'Distributions',
        note: 'worst first; numbers are shown in the bins of their score, each about a tenth of the reference, with the edges of the bins below',
        cards: columns
          .filter(({ status }) => status !== 'missing')
          .map((column) => describeColumn(column, checks)),
      },
      performanceOverTime(checks),
    ],
    checkedAt,
  };
}

function isOverall({ rule, subject }: RuleResult): boolean {
  return rule === 'drift' && subject === null;
}

function qualityTable({ quality }: DriftReport): TableSection {
  return {
    kind: 'table',
    title: 'Data quality',
    note: `${plural(quality.checks, 'check')} of the data itself, whatever the model makes of it; these found something`,
    head: ['Column', 'What', 'Severity', 'Finding', 'Rows looked at'],
    rows: quality.findings.map(({ column, kind, severity, message, n }) => [
      column ?? '(requests)',
      kind.replaceAll('-', ' '),
      severity,
      column === null ? message : message.replace(`${column}: `, ''),
      formatCount(n),
    ]),
  };
}

/** Segments and what could not be judged of them; nothing unless they were asked for. */
function segmentTables({ segments: report }: DriftReport): TableSection[] {
  if (report === null) return [];
  const { column, segments } = report;
  return [
    {
      kind: 'table',
      title: `By ${column}`,
      note: describeNotJudged(report).join('; '),
      head: [column, 'Verdict', 'Rows', 'Reference rows', 'Score', 'Drifted columns'],
      rows: segments.map(({ value, verdict, rows, referenceRows, overall, features, outputs }) => [
        value,
        verdict,
        formatCount(rows),
        formatCount(referenceRows),
        overall.score === null ? '' : formatScore(overall.score),
        worstColumns({ features, outputs }),
      ]),
    },
  ];
}

function describeFacts({ rows, window, baseline, overall, model, version }: DriftReport): Fact[] {
  const { score, threshold, features, judged, drifted, weights, coverage } = overall;
  return [
    { name: 'Version', value: `${model}@${version}` },
    { name: 'Data', value: `${plural(rows, 'row')} ${describeWindow(window)}` },
    { name: 'Compared with', value: `${plural(baseline.rows, 'row')} of ${baseline.source}` },
    {
      name: 'Overall score (PSI)',
      value: `${score === null ? 'none' : formatScore(score)}; drift from ${threshold}`,
    },
    {
      name: 'Features drifted',
      value: `${formatCount(drifted)} of ${formatCount(judged)}${judged === features ? '' : `; ${formatCount(features - judged)} could not be judged`}`,
    },
    {
      name: 'Weights',
      value: `${weights === 'uniform' ? 'all features alike' : 'by importance'}${coverage === 1 ? '' : `, ${formatShare(coverage)} of them judged`}`,
    },
  ];
}

/** Labels come later, if at all: that they are not there yet is no finding. */
const OUTCOMES: Record<FeatureStatus, TestOutcome> = {
  drifted: 'failed',
  'constant-changed': 'failed',
  'type-mismatch': 'failed',
  insufficient: 'error',
  missing: 'skipped',
  stable: 'passed',
  constant: 'passed',
};

function columnTest(result: FeatureResult): ReportTest {
  const { name, status, measures, threshold } = result;
  const { adjustedPValue } = measures ?? {};
  const parts = [
    describeStatus(result),
    measures === null ? '' : `score ${formatScore(measures.score)} (threshold ${threshold})`,
    measures === null ? '' : describeTest(measures.test, false),
    adjustedPValue == null ? '' : `p ${formatPValue(adjustedPValue)}`,
    describeChange(result),
  ];
  return {
    name: `drift/${name}`,
    outcome: OUTCOMES[status],
    message: parts.filter((part) => part !== '').join(', '),
  };
}

function unscoredTests({ unscored, added }: DriftReport): ReportTest[] {
  const skipped = [
    ...unscored,
    ...added.map((name) => ({ name, reason: 'new column, not in the baseline' })),
  ];
  return skipped.map(({ name, reason }) => ({ name: `drift/${name}`, outcome: 'skipped', message: reason }));
}

function describeColumn(result: FeatureResult, checks: readonly CheckRecord[]): ChartCard {
  const { name, role, status, measures } = result;
  const distributions = measures === null ? [] : [distributionOf(measures.bins)];
  return {
    title: role === 'feature' ? name : `${name} (output)`,
    outcome: OUTCOMES[status],
    finding: describeStatus(result),
    note: describeChange(result),
    figures: describeFigures(result),
    charts: [
      ...distributions,
      ...drawHistory(checks, { kind: 'drift', name: 'score', subject: name }, SCORE),
    ],
  };
}

function describeFigures({ measures, threshold, reference, current, weight }: FeatureResult): Fact[] {
  const sides = (before: number | null, after: number | null | undefined) =>
    before === null || after == null ? '' : `${formatValue(before)} -> ${formatValue(after)}`;
  const figures =
    measures === null
      ? []
      : [
          { name: 'Score (PSI)', value: `${formatScore(measures.score)}; drift from ${threshold}` },
          { name: 'Test', value: describeTest(measures.test, false) },
          { name: 'p, adjusted', value: formatNullable(measures.adjustedPValue, formatPValue) },
        ];
  return [
    ...figures,
    { name: 'Mean', value: sides(reference.mean, current?.mean) },
    { name: 'S.d.', value: sides(reference.sd, current?.sd) },
    { name: 'Smallest', value: sides(reference.min, current?.min) },
    { name: 'Largest', value: sides(reference.max, current?.max) },
    { name: 'Weight', value: formatNullable(weight, formatShare) },
  ].filter(({ value }) => value !== '');
}

function formatNullable(value: number | null, format: (value: number) => string): string {
  return value === null ? '' : format(value);
}

function distributionOf(bins: readonly ScoredBin[]): DistributionChart {
  const total = (side: 'reference' | 'current') => bins.reduce((sum, bin) => sum + bin[side], 0);
  const [referenceRows, currentRows] = [total('reference'), total('current')];
  return {
    kind: 'distribution',
    // A constant has a bin of its own between what lies below and above: it is told by its value, not by edges.
    axis: bins.some(({ kind }) => kind === 'value') ? 'values' : 'ranges',
    bars: bins.map(({ label, range, reference, current }, index) => ({
      label,
      low: edgeOf(range?.low, range?.high),
      high: edgeOf(range?.high, bins[index + 1]?.range?.high),
      reference: reference / referenceRows,
      current: current / currentRows,
    })),
  };
}

/** A bin of one value begins right below it. */
function edgeOf(edge: number | null | undefined, next: number | null | undefined): number | null {
  if (edge == null) return null;
  return next != null && edge === numberBelow(next) ? next : edge;
}
