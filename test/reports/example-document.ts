import type {
  ChartCard,
  DistributionBar,
  ReportDocument,
  ReportTest,
} from '../../src/cli/reports/document.js';

/** Text that would break out of any format that does not escape it. */
export const HOSTILE = `<script>alert("1")</script> | \`x\` ]]> & 'y' \u0000\u001b[31m\n**b** @ada #7 \ud800`;

export const TESTS: readonly ReportTest[] = [
  { name: 'drift/calm', outcome: 'passed', message: '' },
  { name: 'drift/few', outcome: 'error', message: 'too few rows: needs 400' },
  { name: 'drift/id', outcome: 'skipped', message: 'looks like an id' },
  { name: 'drift/moved', outcome: 'failed', message: 'severe drift, score 1.2' },
  { name: 'latency', outcome: 'warned', message: 'slower, not significantly' },
];

/** A check with one of everything. */
export function exampleDocument(changes: Partial<ReportDocument> = {}): ReportDocument {
  return {
    check: 'drift-check',
    subject: 'churn',
    title: 'Drift of churn@1.0.0',
    verdict: 'fail',
    summary: 'drift: 1 of 2 features drifted',
    next: ['retrain'],
    facts: [{ name: 'Data', value: '400 rows' }],
    tests: TESTS,
    sections: [
      {
        kind: 'charts',
        title: 'Distributions',
        note: 'worst first',
        cards: [distributionCard('moved', [0.1, 0.4, 0.5], [0.6, 0.4, 0])],
      },
      { kind: 'charts', title: 'Over time', note: '', cards: [seriesCard('Overall score')] },
      {
        kind: 'table',
        title: 'Data quality',
        note: 'worst first',
        head: ['Column', 'What'],
        rows: [['x', 'y']],
      },
    ],
    outputs: [{ name: 'model', value: 'churn' }],
    checkedAt: '2026-03-01T00:00:00.000Z',
    ...changes,
  };
}

/** Bins of numbers with the edges 1, 2, ... */
export function distributionCard(
  title: string,
  reference: readonly number[],
  current: readonly number[],
): ChartCard {
  const bars = reference.map(
    (share, index): DistributionBar => ({
      label: `bin ${index}`,
      low: index === 0 ? null : index,
      high: index === reference.length - 1 ? null : index + 1,
      reference: share,
      current: current[index] ?? 0,
    }),
  );
  return {
    title,
    outcome: 'failed',
    finding: 'severe drift',
    note: 'mean 1 -> 2',
    figures: [{ name: 'Score', value: '1.2' }],
    charts: [{ kind: 'distribution', axis: 'ranges', bars }],
  };
}

/** A value a week; from 0.4 on they are an alarm. */
export function seriesCard(
  title: string,
  values: readonly (number | null)[] = [0.05, null, 0.2, 0.4],
): ChartCard {
  return {
    title,
    outcome: 'failed',
    finding: 'rising',
    note: '',
    figures: [{ name: 'Last', value: '0.4' }],
    charts: [
      {
        kind: 'series',
        unit: 'PSI',
        points: values.map((value, index) => ({
          at: new Date(Date.UTC(2026, 0, 1 + 7 * index)).toISOString(),
          value,
          low: value === null ? null : value - 0.02,
          high: value === null ? null : value + 0.02,
          failed: value !== null && value >= 0.4,
        })),
        levels: [{ label: 'threshold 0.1', value: 0.1 }],
      },
    ],
  };
}
