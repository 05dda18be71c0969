import type { CheckValue, NewCheck } from '../checks/check-record.js';
import type { FeatureResult } from '../drift/feature-result.js';
import type { DriftReport } from './check-drift.js';
import type { KeptCheck } from './keep-check.js';

/** What is kept of a drift check: the scores and what was found, not the distributions. */
export function describeDriftCheck(report: Omit<DriftReport, keyof KeptCheck>): NewCheck {
  const { model, version, window, rows, verdict, summary, overall } = report;
  const columns = [...report.features, ...report.outputs].filter(({ status }) => status !== 'missing');
  return {
    kind: 'drift',
    model,
    version,
    window: window.kind === 'log' ? { from: window.from, to: window.to } : { from: null, to: null },
    segmentColumn: report.segments?.column ?? null,
    rows,
    verdict,
    summary,
    rules: report.rules.map((rule) => ({ ...rule })),
    values: [
      {
        name: 'score',
        subject: null,
        value: overall.score,
        low: null,
        high: null,
        n: rows,
        limit: overall.threshold,
        status: verdict,
      },
      ...columns.map(describeColumn),
    ],
  };
}

function describeColumn({ name, status, threshold, measures, current }: FeatureResult): CheckValue {
  return {
    name: 'score',
    subject: name,
    value: measures?.score ?? null,
    low: null,
    high: null,
    n: current?.rows ?? null,
    limit: threshold,
    status,
  };
}
