import type { RuleState } from '../../core/rule-result.js';
import type { PerformanceGroup, PerformanceReport } from '../../governance/performance/performance-report.js';
import { METRIC_NAMES, type MetricName } from '../../performance/measurement.js';
import { formatInterval, formatMetric, METRIC_WORDS } from './performance-metrics.js';
import type { Screen } from './screen.js';
import { drawTrend } from './sparkline.js';
import { type Cell, renderTable } from './table.js';
import { clip, formatCount } from './text.js';

const NAME_COLUMNS = 20;
/** What a narrow terminal can do without, beside the main metric. */
const LEAVE_OUT: readonly MetricName[] = ['auc', 'r2', 'f1', 'rmse', 'errorRate', 'latencyP95Ms'];

const MIN_BARS = 12;
/** What stands beside the bars of a sparkline. */
const BESIDE_BARS = 46;

/** How each metric went over the periods: a line of bars, then the lowest and the highest figure. */
export function renderTrends(screen: Screen, { groups, estimate }: PerformanceReport): string[] {
  const width = Math.max(MIN_BARS, screen.columns - BESIDE_BARS);
  const trend = (label: string, name: MetricName, figureOf: (group: PerformanceGroup) => number | null) => {
    const known = groups.flatMap((group) => {
      const value = figureOf(group);
      return value === null ? [] : [{ value, name: group.name }];
    });
    if (known.length < 2) return [];
    const sorted = [...known].sort((a, b) => a.value - b.value);
    const [lowest, highest] = [sorted[0], sorted.at(-1)].map((end) => ({
      figure: formatMetric(name, end?.value ?? null),
      place: end?.name ?? '',
    }));
    // What differs in no digit shown is no trend.
    if (lowest === undefined || highest === undefined || lowest.figure === highest.figure) return [];
    const bars = drawTrend(joinNeighbours(groups.map(figureOf), width), width);
    const ends = [lowest, highest].map(({ figure, place }) => `${figure} in ${place}`);
    return [`${screen.dim(label.padEnd(12))}${bars}  ${ends.join(', ')}`];
  };
  const lines = METRIC_NAMES.flatMap((name) => [
    ...trend(METRIC_WORDS[name], name, ({ measurement }) => measurement.metrics[name]?.value ?? null),
    ...(name === 'accuracy' && estimate.metrics !== null
      ? trend('  estimated', name, ({ estimated }) => estimated?.accuracy.value ?? null)
      : []),
  ]);
  return lines.length === 0 ? [] : [...lines, ''];
}

/** Where there are more periods than bars, neighbours share a bar of their mean. */
function joinNeighbours(values: readonly (number | null)[], bars: number): (number | null)[] {
  const each = Math.ceil(values.length / bars);
  return Array.from({ length: Math.ceil(values.length / each) }, (_, index) => {
    const known = values.slice(index * each, (index + 1) * each).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

/** A period or segment a row. */
export function renderGroups(screen: Screen, report: PerformanceReport): Promise<string> {
  const { by, task } = report;
  const title = by?.kind === 'period' ? by.period.toUpperCase() : (by?.column ?? '');
  const quality: MetricName[] =
    task === 'regression' ? ['rmse', 'r2'] : ['f1', ...(task === 'binary' ? (['auc'] as const) : [])];
  const others: MetricName[] = [...quality, 'latencyP95Ms', 'errorRate'];
  const main: MetricName = task === 'regression' ? 'mae' : 'accuracy';
  const hasEstimate = report.estimate.metrics !== null;
  const isJudged = by?.kind === 'column';
  const titleOf = (name: MetricName) => METRIC_WORDS[name].toUpperCase();
  const head = [
    screen.isTty ? clip(title, NAME_COLUMNS) : title,
    'ROWS',
    'LABELS',
    titleOf(main),
    '95 % INTERVAL',
    ...(hasEstimate ? ['ESTIMATED'] : []),
    ...others.map(titleOf),
    ...(isJudged ? ['FINDING'] : []),
  ];
  const rows = report.groups.map(({ name, measurement, estimated }): Cell[] => {
    const { rows: requests, coverage, metrics } = measurement;
    const metric = metrics[main];
    const cells: Cell[] = [
      { text: screen.isTty ? clip(name, NAME_COLUMNS) : name, paint: screen.bold },
      formatCount(requests),
      coverage === null ? '-' : `${formatPercent(coverage)} %`,
      formatMetric(main, metric?.value ?? null),
      metric === undefined ? '' : formatInterval(main, metric),
      ...(hasEstimate ? [formatMetric(main, estimated?.accuracy.value ?? null)] : []),
      ...others.map((other) => formatMetric(other, metrics[other]?.value ?? null)),
    ];
    return isJudged ? [...cells, findingOf(screen, report, `${by.column}=${name}`)] : cells;
  });
  return renderTable(screen, head, rows, [...LEAVE_OUT.map(titleOf), 'LABELS', 'ESTIMATED']);
}

/** 99.9 % is not all. */
function formatPercent(share: number): number {
  return share === 1 ? 100 : Math.min(99, Math.round(share * 100));
}

const STATE_WORDS: Record<RuleState, string> = {
  firing: 'fails',
  suspect: 'suspect',
  quiet: 'good',
  unknown: 'cannot tell',
};

/** The worst that the rules say of a segment. */
function findingOf(screen: Screen, { rules }: PerformanceReport, subject: string): Cell {
  const states = rules.filter((rule) => rule.subject === subject).map(({ state }) => state);
  const worst =
    (['firing', 'suspect', 'quiet'] as const).find((state) => states.includes(state)) ?? 'unknown';
  return { text: STATE_WORDS[worst], paint: paintState(screen, worst) };
}

export function paintState(screen: Screen, state: RuleState): (text: string) => string {
  return { firing: screen.red, suspect: screen.yellow, quiet: screen.green, unknown: screen.dim }[state];
}
