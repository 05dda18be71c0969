import type { CheckRecord, CheckValue } from '../../checks/check-record.js';
import type { RuleName } from '../../core/rule-result.js';
import type { Instant } from '../../core/time.js';
import { METRIC_NAMES, type MetricName } from '../../performance/measurement.js';
import { formatScore } from '../render/drift-words.js';
import { formatMetric, METRIC_WORDS } from '../render/performance-metrics.js';
import type { ChartCard, ChartSection, SeriesChart, SeriesPoint } from './document.js';

/** So many windows are drawn at most: the last ones. */
const MAX_POINTS = 60;

/** How a figure is drawn: an error rate of 0.02 as 2 %. */
export interface Scale {
  readonly unit: string;
  readonly factor: number;
}

export const SCORE: Scale = { unit: 'score (PSI)', factor: 1 };

export function scaleOf(metric: MetricName): Scale {
  if (metric === 'errorRate') return { unit: '%', factor: 100 };
  if (metric.startsWith('latency')) return { unit: 'ms', factor: 1 };
  // By the second most models answer a tiny part of a request.
  if (metric === 'throughputPerSecond') return { unit: 'requests per hour', factor: 3600 };
  return { unit: '', factor: 1 };
}

/** The rule that judges a metric. */
export const RULE_OF_METRIC: { readonly [M in MetricName]?: RuleName } = {
  accuracy: 'accuracy',
  latencyP95Ms: 'latency',
  errorRate: 'error-rate',
};

/**
 * The overall score of recorded drift checks; no card before there are two windows.
 * @param checks of one version, the oldest first; likewise below
 */
export function driftOverTime(checks: readonly CheckRecord[]): ChartSection {
  const charts = drawHistory(checks, { kind: 'drift', name: 'score', subject: null }, SCORE);
  return {
    kind: 'charts',
    title: 'Drift over time',
    note: 'as recorded by drift checks, at the end of the window of each',
    cards: charts.map((chart) => cardOf('Overall score', chart, formatScore)),
  };
}

/** The metrics of recorded performance checks, those first that a rule judges. */
export function performanceOverTime(checks: readonly CheckRecord[]): ChartSection {
  const names = [...METRIC_NAMES].sort((a, b) => Number(b in RULE_OF_METRIC) - Number(a in RULE_OF_METRIC));
  return {
    kind: 'charts',
    title: 'Performance over time',
    note: 'as recorded by performance checks, at the end of the window of each, with 95 % intervals',
    cards: names.flatMap((name) => {
      const scale = scaleOf(name);
      return drawHistory(checks, { kind: 'performance', name, subject: null }, scale).map((chart) =>
        cardOf(METRIC_WORDS[name], chart, (value) => formatMetric(name, value / scale.factor)),
      );
    }),
  };
}

function cardOf(title: string, chart: SeriesChart, format: (value: number) => string): ChartCard {
  const last = chart.points.at(-1);
  return {
    title,
    outcome: last?.failed === true ? 'failed' : null,
    finding: `${last?.value == null ? 'not known' : format(last.value)} in the last window`,
    note: '',
    figures: [],
    charts: [chart],
  };
}

export interface RecordedFigure extends Pick<CheckValue, 'name' | 'subject'> {
  readonly kind: CheckRecord['kind'];
}

/**
 * One figure of the recorded checks, window by window; nothing with fewer than two windows, of which nothing can be
 * seen. Of checks of the same window the last one counts; one without a beginning or an end has no place in time.
 */
export function drawHistory(
  checks: readonly CheckRecord[],
  { kind, name, subject }: RecordedFigure,
  { unit, factor }: Scale,
): SeriesChart[] {
  const byWindow = new Map<
    string,
    { readonly at: Instant; readonly check: CheckRecord; readonly value: CheckValue }
  >();
  for (const check of checks) {
    const value = check.values.find((one) => one.name === name && one.subject === subject);
    const { from, to } = check.window;
    if (check.kind === kind && value !== undefined && from !== null && to !== null) {
      byWindow.set(`${from} ${to}`, { at: to, check, value });
    }
  }
  const shown = [...byWindow.values()].sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-MAX_POINTS);
  if (shown.filter(({ value }) => value.value !== null).length < 2) return [];
  const scaled = (figure: number | null) => (figure === null ? null : figure * factor);
  const points = shown.map(
    ({ at, check, value }): SeriesPoint => ({
      at,
      value: scaled(value.value),
      low: scaled(value.low),
      high: scaled(value.high),
      failed: isAlarm(check, value),
    }),
  );
  const limit = scaled(shown.at(-1)?.value.limit ?? null);
  return [{ kind: 'series', unit, points, levels: limit === null ? [] : [{ label: 'limit', value: limit }] }];
}

function isAlarm({ rules }: CheckRecord, { name, subject, status }: CheckValue): boolean {
  if (status === 'drifted' || status === 'constant-changed' || status === 'fail') return true;
  const rule = RULE_OF_METRIC[name as MetricName];
  return rules.some((one) => one.rule === rule && one.subject === subject && one.state === 'firing');
}
