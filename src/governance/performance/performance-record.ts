import type { CheckValue, NewCheck } from '../../checks/check-record.js';
import { METRIC_NAMES, type Measurement, type MetricName } from '../../performance/measurement.js';
import type { Metric } from '../../performance/metric.js';
import { limitOfMetric } from '../../performance/rule-tests.js';
import type { KeptCheck } from '../checks/keep-check.js';
import type { PerformanceReport } from './performance-report.js';

/** What is kept of a measurement: the figures and what the rules said, no confusion matrix. */
export function describePerformanceCheck(report: Omit<PerformanceReport, keyof KeptCheck>): NewCheck {
  const { model, version, window, by, current, baseline, estimate, groups, limits, verdict, summary, rules } =
    report;
  const limitOf: LimitOf = (name) =>
    limitOfMetric(name, baseline.measurement?.metrics[name]?.value ?? null, limits);
  const column = by?.kind === 'column' ? by.column : null;
  return {
    kind: 'performance',
    model,
    version,
    window: window.kind === 'log' ? { from: window.from, to: window.to } : { from: null, to: null },
    segmentColumn: column,
    rows: current.rows,
    newestAt: current.lastAt,
    newestLabelledAt: current.lastLabelledAt,
    verdict,
    summary,
    rules: [...rules],
    values: [
      ...describeMeasurement(current, null, limitOf),
      ...(estimate.metrics === null
        ? []
        : [describeMetric('estimatedAccuracy', null, estimate.metrics.accuracy, null)]),
      ...(column === null
        ? []
        : groups.flatMap(({ name, measurement }) =>
            describeMeasurement(measurement, `${column}=${name}`, noLimit),
          )),
    ],
  };
}

type LimitOf = (name: MetricName) => number | null;

/** A segment may have a baseline of its own, by which it was judged. */
const noLimit: LimitOf = () => null;

function describeMeasurement(
  { metrics, coverage, rows, failed }: Measurement,
  subject: string | null,
  limitOf: LimitOf,
): CheckValue[] {
  const answered = rows - failed;
  return [
    ...METRIC_NAMES.flatMap((name) => {
      const metric = metrics[name];
      return metric === undefined ? [] : [describeMetric(name, subject, metric, limitOf(name))];
    }),
    {
      name: 'coverage',
      subject,
      value: coverage,
      low: null,
      high: null,
      n: answered,
      limit: null,
      status: null,
    },
  ];
}

function describeMetric(
  name: string,
  subject: string | null,
  { value, low, high, n }: Metric,
  limit: number | null,
): CheckValue {
  return { name, subject, value, low, high, n, limit, status: null };
}
