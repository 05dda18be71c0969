import type { CheckRecord } from '../../checks/check-record.js';
import type { RuleResult } from '../../core/rule-result.js';
import { formatShare } from '../../core/share.js';
import type { Instant } from '../../core/time.js';
import type { DriftReport } from '../../governance/drift/check-drift.js';
import { verdictOfSegment } from '../../governance/drift/check-segments.js';
import { describeNextStep, describeWindow } from '../render/drift-report.js';
import {
  describeNotJudged,
  findingsOfSegments,
  worstColumns,
  worstFindings,
} from '../render/drift-segments.js';
import { formatScore, sortWorstFirst } from '../render/drift-words.js';
import { formatCount, plural } from '../render/text.js';
import { driftOverTime, performanceOverTime } from './check-history.js';
import {
  type Fact,
  outputsOfVersion,
  type ReportDocument,
  type ReportTest,
  type TableSection,
} from './document.js';
import { columnTest, describeColumn } from './drift-columns.js';
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
    outputs: outputsOfVersion(report),
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
      head: [column, 'Verdict', 'Rows', 'Reference rows', 'Score', 'Drifted columns', 'Data quality'],
      rows: segments.map((segment) => [
        segment.value,
        verdictOfSegment(segment),
        formatCount(segment.rows),
        formatCount(segment.referenceRows),
        segment.overall.score === null ? '' : formatScore(segment.overall.score),
        worstColumns(segment),
        worstFindings(segment.findings),
      ]),
    },
    {
      kind: 'table',
      title: `Data quality by ${column}`,
      note: 'each segment is held against the same segment of the reference; these found something',
      head: ['Finding', 'What', 'Rows looked at'],
      rows: findingsOfSegments(report).map(({ kind, message, n }) => [
        message,
        kind.replaceAll('-', ' '),
        formatCount(n),
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

function unscoredTests({ unscored, added }: DriftReport): ReportTest[] {
  const skipped = [
    ...unscored,
    ...added.map((name) => ({ name, reason: 'new column, not in the baseline' })),
  ];
  return skipped.map(({ name, reason }) => ({ name: `drift/${name}`, outcome: 'skipped', message: reason }));
}
