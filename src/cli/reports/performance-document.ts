import type { CheckRecord } from '../../checks/check-record.js';
import type { RuleResult } from '../../core/rule-result.js';
import { formatShare } from '../../core/share.js';
import type { Instant } from '../../core/time.js';
import type { PerformanceReport } from '../../governance/performance/performance-report.js';
import { METRIC_NAMES, type MetricName } from '../../performance/measurement.js';
import type { Metric } from '../../performance/metric.js';
import { limitOfMetric } from '../../performance/rule-tests.js';
import { describeWindow } from '../render/drift-report.js';
import { formatInterval, formatMetric, METRIC_WORDS } from '../render/performance-metrics.js';
import { describeNextStep, describeNotes } from '../render/performance-report.js';
import { formatCount, plural } from '../render/text.js';
import { driftOverTime, performanceOverTime, RULE_OF_METRIC, scaleOf } from './check-history.js';
import {
  type ChartCard,
  type ChartSection,
  type Fact,
  outputsOfVersion,
  type ReportDocument,
  type SeriesChart,
  type TableSection,
} from './document.js';
import { describeKept } from './kept-sections.js';
import { outcomeOfState, testsOfRules } from './rule-tests.js';

/**
 * What a measurement of performance has to say, for every format.
 * @param checks of the same version, the oldest first, drawn over time unless the report itself tells periods apart
 */
export function describePerformance(
  report: PerformanceReport,
  checks: readonly CheckRecord[],
  checkedAt: Instant,
): ReportDocument {
  const { model, version, verdict, summary, by, rules } = report;
  return {
    check: 'performance',
    subject: model,
    title: `Performance of ${model}@${version}`,
    verdict,
    summary,
    next: describeNextStep(report),
    facts: describeFacts(report),
    tests: testsOfRules(rules),
    sections: [
      ...describeKept(report),
      metricsTable(report),
      by?.kind === 'period' ? periodCharts(report) : performanceOverTime(checks),
      ...(by?.kind === 'column' ? [segmentTable(report, by.column)] : []),
      driftOverTime(checks),
      {
        kind: 'table',
        title: 'What to know of the figures',
        note: '',
        head: ['Note'],
        rows: describeNotes(report).map((note) => [note]),
      },
    ],
    outputs: outputsOfVersion(report),
    checkedAt,
  };
}

function describeFacts({
  model,
  version,
  current,
  window,
  task,
  positiveClass,
  baseline,
}: PerformanceReport): Fact[] {
  const { rows, labelled, coverage } = current;
  return [
    { name: 'Version', value: `${model}@${version}` },
    { name: 'Data', value: `${plural(rows, 'row')} ${describeWindow(window)}` },
    {
      name: 'Labelled',
      value: `${plural(labelled, 'row')}${coverage === null ? '' : `, ${formatShare(coverage)} of those that did not fail`}`,
    },
    { name: 'Task', value: positiveClass === null ? task : `${task}, positive class ${positiveClass}` },
    { name: 'Compared with', value: baseline.source ?? 'nothing: no baseline' },
  ];
}

function metricsTable({ current, baseline, estimate }: PerformanceReport): TableSection {
  const estimated: { readonly [M in MetricName]?: Metric } = estimate.metrics ?? {};
  return {
    kind: 'table',
    title: 'Metrics',
    note: '',
    head: ['Metric', 'Value', '95 % interval', 'Rows', 'Baseline', 'Estimated without labels'],
    rows: METRIC_NAMES.flatMap((name) => {
      const metric = current.metrics[name];
      if (metric === undefined) return [];
      const guess = estimated[name];
      return [
        [
          METRIC_WORDS[name],
          formatMetric(name, metric.value),
          formatInterval(name, metric),
          metric.n === 0 ? '' : formatCount(metric.n),
          formatMetric(name, baseline.measurement?.metrics[name]?.value ?? null),
          guess === undefined ? '' : formatMetric(name, guess.value),
        ],
      ];
    }),
  };
}

/** Each metric over the periods, with its intervals, beside the baseline and the limit of its rule. */
function periodCharts(report: PerformanceReport): ChartSection {
  const cards = METRIC_NAMES.flatMap((name) => {
    const points = report.groups.map(({ measurement }) => measurement.metrics[name]);
    return periodCard(report, name, points).map((card) => ({ ...card, ...describeMetric(report, name) }));
  });
  const estimates = report.groups.map(({ estimated }) => estimated?.accuracy);
  const estimate = periodCard(report, 'accuracy', estimates).map((card) => ({
    ...card,
    title: 'accuracy, estimated without labels',
    finding: formatMetric('accuracy', report.estimate.metrics?.accuracy.value ?? null),
  }));
  return {
    kind: 'charts',
    title: 'Performance over time',
    note: 'by period, at its beginning, with 95 % intervals',
    cards: [...cards, ...estimate],
  };
}

function periodCard(
  { groups, baseline, limits }: PerformanceReport,
  name: MetricName,
  metrics: readonly (Metric | undefined)[],
): ChartCard[] {
  const { unit, factor } = scaleOf(name);
  const scaled = (value: number | null | undefined) => (value == null ? null : value * factor);
  const points = groups.flatMap(({ from }, index) => {
    const metric = metrics[index];
    const interval = { low: scaled(metric?.low), high: scaled(metric?.high) };
    return from === null ? [] : [{ at: from, value: scaled(metric?.value), ...interval, failed: false }];
  });
  const known = points.filter(({ value }) => value !== null);
  if (known.length < 2) return [];
  const reference = baseline.measurement?.metrics[name]?.value ?? null;
  const limit = limitOfMetric(name, reference, limits);
  const levels: SeriesChart['levels'] = [
    ...(reference === null ? [] : [{ label: 'baseline', value: reference * factor }]),
    ...(limit === null ? [] : [{ label: 'limit', value: limit * factor }]),
  ];
  const charts = [{ kind: 'series', unit, points, levels } as const];
  return [{ title: METRIC_WORDS[name], outcome: null, finding: '', note: '', figures: [], charts }];
}

/** What the rule of a metric says of the whole window; the figure itself where there is none. */
function describeMetric(
  { rules, current }: PerformanceReport,
  name: MetricName,
): Pick<ChartCard, 'outcome' | 'finding'> {
  const rule = rules.find((one) => one.rule === RULE_OF_METRIC[name] && one.subject === null);
  return rule === undefined
    ? { outcome: null, finding: formatMetric(name, current.metrics[name]?.value ?? null) }
    : { outcome: outcomeOfState(rule.state), finding: rule.message };
}

const SEVERITY: Record<RuleResult['state'], number> = { firing: 0, suspect: 1, quiet: 2, unknown: 3 };

/** Segments, those first that a rule fires for. */
function segmentTable({ groups, rules, task }: PerformanceReport, column: string): TableSection {
  const shown: readonly MetricName[] =
    task === 'regression'
      ? ['mae', 'rmse', 'latencyP95Ms', 'errorRate']
      : ['accuracy', 'f1', 'latencyP95Ms', 'errorRate'];
  const [main = 'accuracy'] = shown;
  const segments = groups.map(({ name, measurement }) => {
    const said = rules
      .filter(({ subject }) => subject === `${column}=${name}`)
      .sort((a, b) => SEVERITY[a.state] - SEVERITY[b.state]);
    return { name, measurement, worst: said[0] };
  });
  const rank = ({ worst }: (typeof segments)[number]) =>
    worst === undefined ? SEVERITY.quiet : SEVERITY[worst.state];
  return {
    kind: 'table',
    title: `By ${column}`,
    note: '',
    head: [
      column,
      'Rows',
      'Labelled',
      `95 % interval of ${METRIC_WORDS[main]}`,
      ...shown.map((name) => METRIC_WORDS[name]),
      'Finding',
    ],
    rows: segments
      .sort((a, b) => rank(a) - rank(b))
      .map(({ name, measurement: { rows, labelled, metrics }, worst }) => {
        const metric = metrics[main];
        return [
          name,
          formatCount(rows),
          formatCount(labelled),
          metric === undefined ? '' : formatInterval(main, metric),
          ...shown.map((one) => formatMetric(one, metrics[one]?.value ?? null)),
          worst === undefined || SEVERITY[worst.state] >= SEVERITY.quiet
            ? ''
            : worst.message.replace(`${column}=${name}: `, ''),
        ];
      }),
  };
}
