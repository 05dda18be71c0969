import type { CheckRecord } from '../../checks/check-record.js';
import { formatShare } from '../../core/share.js';
import { numberBelow } from '../../drift/binning.js';
import type { FeatureResult, FeatureStatus } from '../../drift/feature-result.js';
import type { ScoredBin } from '../../drift/scored-bins.js';
import { describeChange, formatValue } from '../render/drift-change.js';
import { describeStatus, describeTest, formatPValue } from '../render/drift-report.js';
import { formatScore } from '../render/drift-words.js';
import { drawHistory, SCORE } from './check-history.js';
import type { ChartCard, DistributionChart, Fact, ReportTest, TestOutcome } from './document.js';

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

/** The test of a column: `drift/<column>`. */
export function columnTest(result: FeatureResult): ReportTest {
  const { name, status, measures, threshold } = result;
  const { adjustedPValue } = measures ?? {};
  const parts = [
    describeStatus(result),
    measures === null ? '' : `score ${formatScore(measures.score)} (threshold ${threshold})`,
    measures === null ? '' : describeTest(measures.test),
    adjustedPValue == null ? '' : `p ${formatPValue(adjustedPValue)}`,
    describeChange(result),
  ];
  return {
    name: `drift/${name}`,
    outcome: OUTCOMES[status],
    message: parts.filter((part) => part !== '').join(', '),
  };
}

/** A column with both of its distributions, and its score over time where that is recorded. */
export function describeColumn(result: FeatureResult, checks: readonly CheckRecord[]): ChartCard {
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
          { name: 'Test', value: describeTest(measures.test) },
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
