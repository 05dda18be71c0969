import type { CheckValue, NewCheck } from '../../checks/check-record.js';
import type { Verdict } from '../../core/verdict.js';
import type { OverallDrift } from '../../drift/evaluate-drift.js';
import type { FeatureResult, FeatureStatus } from '../../drift/feature-result.js';
import type { KeptCheck } from '../checks/keep-check.js';
import type { DriftReport } from './check-drift.js';

/**
 * What is kept of a drift check: the scores and what was found, not the distributions.
 * @param ownWeights whether the importance of features was given to the check and not configured
 */
export function describeDriftCheck(
  report: Omit<DriftReport, keyof KeptCheck>,
  { ownWeights }: { readonly ownWeights: boolean },
): NewCheck {
  const { model, version, window, rows, verdict, summary, overall } = report;
  const columns = [...report.features, ...report.outputs].filter(({ status }) => status !== 'missing');
  return {
    kind: 'drift',
    model,
    version,
    window: window.kind === 'log' ? { from: window.from, to: window.to } : { from: null, to: null },
    segmentColumn: report.segments?.column ?? null,
    ...(ownWeights ? { ownWeights } : {}),
    rows,
    verdict,
    summary,
    rules: report.rules.map((rule) => ({ ...rule })),
    values: [
      describeScore(null, rows, overall, verdict),
      ...columns.map(describeColumn),
      ...(report.segments?.segments ?? []).map((segment) =>
        describeScore(
          `${report.segments?.column}=${segment.value}`,
          segment.rows,
          segment.overall,
          SEGMENT_STATUS[segment.verdict],
        ),
      ),
    ],
  };
}

/** In the words that columns have, so that what started and what stopped drifting can be told of both. */
const SEGMENT_STATUS = {
  fail: 'drifted',
  warn: 'stable',
  pass: 'stable',
  unknown: 'insufficient',
} as const satisfies Record<Verdict, FeatureStatus>;

function describeScore(
  subject: string | null,
  rows: number,
  { score, threshold }: OverallDrift,
  status: string,
): CheckValue {
  return { name: 'score', subject, value: score, low: null, high: null, n: rows, limit: threshold, status };
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
