import type { PerformanceReport } from '../../governance/performance/performance-report.js';
import { METRIC_NAMES, type MetricName } from '../../performance/measurement.js';
import type { Metric } from '../../performance/metric.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { formatCount, printable } from './text.js';

export const METRIC_WORDS: Record<MetricName, string> = {
  accuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  auc: 'AUC',
  logLoss: 'log loss',
  brier: 'Brier score',
  mae: 'MAE',
  rmse: 'RMSE',
  r2: 'R2',
  errorRate: 'error rate',
  latencyP50Ms: 'latency P50',
  latencyP95Ms: 'latency P95',
  latencyP99Ms: 'latency P99',
  throughputPerSecond: 'throughput',
};

const HEAD = ['METRIC', 'VALUE', '95 % INTERVAL', 'N', 'BASELINE', 'ESTIMATED'];
const NOTE = 'NOTE';

/** A metric a row; for a pipe with what is to be said of it in a last column. */
export function renderMetrics(screen: Screen, report: PerformanceReport): Promise<string> {
  const { current, baseline, estimate } = report;
  const rows = METRIC_NAMES.flatMap((name): Cell[][] => {
    const metric = current.metrics[name];
    if (metric === undefined) return [];
    const estimated = estimate.metrics;
    const guess = estimated !== null && name in estimated ? estimated[name as keyof typeof estimated] : null;
    const cells: Cell[] = [
      { text: METRIC_WORDS[name], paint: screen.bold },
      formatMetric(name, metric.value),
      formatInterval(name, metric),
      metric.n === 0 ? '' : formatCount(metric.n),
      formatMetric(name, baseline.measurement?.metrics[name]?.value ?? null),
      guess === null ? '' : formatMetric(name, guess.value),
    ];
    return [screen.isTty ? cells : [...cells, metric.reason ?? '']];
  });
  return renderTable(screen, screen.isTty ? HEAD : [...HEAD, NOTE], rows, ['N']);
}

/** Why figures are missing, a line for each reason. */
export function describeMissing({ current }: PerformanceReport): string[] {
  const byReason = new Map<string, string[]>();
  for (const name of METRIC_NAMES) {
    const reason = current.metrics[name]?.reason ?? null;
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), METRIC_WORDS[name]]);
  }
  return [...byReason].map(([reason, names]) => printable(`${names.join(', ')}: ${reason}`));
}

/** `-` for what is not known. */
export function formatMetric(name: MetricName, value: number | null): string {
  if (value === null) return '-';
  if (name === 'throughputPerSecond') return formatRate(value);
  if (name.startsWith('latency')) return `${formatDigits(value)} ms`;
  if (name === 'errorRate') return `${(value * 100).toFixed(1)} %`;
  return name === 'mae' || name === 'rmse' ? formatDigits(value) : value.toFixed(3);
}

export function formatInterval(name: MetricName, { low, high }: Metric): string {
  const [from, to] = [low, high].map((bound) => (bound === null ? null : formatMetric(name, bound)));
  if (from == null) return to == null ? '' : `up to ${to}`;
  if (to == null) return `from ${from}`;
  // The unit once is enough.
  return `${from.replace(/ (ms|%)$/, '')} to ${to}`;
}

const RATES: readonly (readonly [unit: string, perSecond: number])[] = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['day', 86_400],
];

/** Requests in the unit of time in which there is at least one. */
function formatRate(perSecond: number): string {
  const [unit, seconds] = RATES.find(([, length]) => perSecond * length >= 1) ?? ['day', 86_400];
  return `${formatDigits(perSecond * seconds)}/${unit}`;
}

/** Three significant digits, all of them of a larger number. */
function formatDigits(value: number): string {
  const size = Math.abs(value);
  return size >= 100 && size < 1e15 ? formatCount(Math.round(value)) : value.toPrecision(3);
}
