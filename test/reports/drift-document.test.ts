import { describe, expect, it } from 'vitest';
import type { CheckRecord } from '../../src/checks/check-record.js';
import { drawHistory, performanceOverTime } from '../../src/cli/reports/check-history.js';
import type { ChartSection, ReportDocument } from '../../src/cli/reports/document.js';
import { describeDrift } from '../../src/cli/reports/drift-document.js';
import { compareColumns } from '../drift/drift-project.js';
import { type Figure, recordOf } from './example-records.js';

const NOW = '2026-03-01T00:00:00.000Z';
const even = Array.from({ length: 400 }, (_, i) => i);
const words = even.map((i) => (i % 2 === 0 ? 'yes' : 'no'));

async function example(checks: readonly CheckRecord[] = []): Promise<ReportDocument> {
  const report = await compareColumns(
    { age: even.map((i) => i / 4), plan: words, always: even.map(() => 5), gone: words },
    {
      age: even.map((i) => i / 4 + 75),
      plan: words,
      always: even.map(() => 5),
      gone: even.map(() => null),
      extra: even,
    },
  );
  return describeDrift(report, checks, NOW);
}

const charts = ({ sections }: ReportDocument, title: string) =>
  sections.find((section): section is ChartSection => section.title === title && section.kind === 'charts')
    ?.cards ?? [];

describe('the document of a drift check', () => {
  it('has a test for the whole, one a column, and one for what was not scored', async () => {
    const { tests } = await example();
    const outcomes = Object.fromEntries(tests.map(({ name, outcome }) => [name, outcome]));
    expect(outcomes).toMatchObject({
      drift: 'failed',
      'drift/age': 'failed',
      'drift/plan': 'passed',
      'drift/always': 'passed',
      'drift/gone': 'error',
      'drift/extra': 'skipped',
    });
    expect(tests.find(({ name }) => name === 'drift/age')?.message).toMatch(
      /^severe drift, score [\d.]+ \(threshold 0\.1\), KS 0\.750, p <0\.001, mean 49\.9 -> 125$/,
    );
  });

  it('draws each column that could be measured, the worst first, its bins with their real edges', async () => {
    const cards = charts(await example(), 'Distributions');
    expect(cards.map(({ title }) => title)).toEqual(['age', 'gone', 'plan', 'always']);
    const [age, gone, plan] = cards;
    expect(gone?.charts).toEqual([]);
    expect(plan?.charts).toMatchObject([
      { axis: 'values', bars: [{ label: 'no', reference: 0.5, current: 0.5 }, { label: 'yes' }] },
    ]);
    const [chart] = age?.charts ?? [];
    const bars = chart?.kind === 'distribution' ? chart.bars : [];
    // Deciles of 0, 0.25 .. 99.75, as numpy.quantile gives them.
    expect(bars.map(({ high }) => (high === null ? null : Number(high.toFixed(9))))).toEqual([
      9.975,
      19.95,
      29.925,
      39.9,
      49.875,
      59.85,
      69.825,
      79.8,
      89.775,
      null,
    ]);
    expect(bars.reduce((sum, { current }) => sum + current, 0)).toBeCloseTo(1, 12);
  });

  it('shows no past before there are two windows of it', async () => {
    const one = await example([recordOf('2026-01', [score(null, 0.2, 'fail')])]);
    expect(charts(one, 'Drift over time')).toEqual([]);
    const two = await example([
      recordOf('2026-01', [score(null, 0.05, 'pass'), score('age', 0.01, 'stable')]),
      recordOf('2026-02', [score(null, 0.2, 'fail'), score('age', 0.3, 'drifted')]),
    ]);
    expect(charts(two, 'Drift over time')).toHaveLength(1);
    expect(charts(two, 'Distributions').map(({ charts }) => charts.map(({ kind }) => kind))).toEqual([
      ['distribution', 'series'],
      [],
      ['distribution'],
      ['distribution'],
    ]);
  });
});

function score(subject: string | null, value: number | null, status: string): Figure {
  return { name: 'score', subject, value, status, limit: 0.1 };
}

describe('performance over time', () => {
  const figure = (name: string, value: number | null, low: number | null, high: number | null): Figure => ({
    name,
    subject: null,
    value,
    low,
    high,
  });

  it('has the metrics that a rule judges first, with their intervals and the alarms of their rules', () => {
    const firing = {
      rule: 'accuracy',
      subject: null,
      state: 'firing',
      observed: 0.5,
      limit: 0.7,
      message: '',
    } as const;
    const { cards } = performanceOverTime([
      recordOf(
        '2026-01',
        [figure('recall', 0.7, 0.6, 0.8), figure('accuracy', 0.8, 0.7, 0.9)],
        'performance',
      ),
      {
        ...recordOf(
          '2026-02',
          [figure('recall', 0.6, 0.5, 0.7), figure('accuracy', 0.5, 0.4, 0.6)],
          'performance',
        ),
        rules: [firing],
      },
    ]);
    expect(cards.map(({ title, outcome, finding }) => [title, outcome, finding])).toEqual([
      ['accuracy', 'failed', '0.500 in the last window'],
      ['recall', null, '0.600 in the last window'],
    ]);
    const [chart] = cards[0]?.charts ?? [];
    expect(chart).toMatchObject({
      kind: 'series',
      points: [
        { value: 0.8, low: 0.7, high: 0.9, failed: false },
        { value: 0.5, low: 0.4, high: 0.6, failed: true },
      ],
    });
  });

  it('says an error rate in per cent and throughput by the hour', () => {
    const month = (name: string, value: number) =>
      recordOf(
        name,
        [figure('errorRate', value, null, null), figure('throughputPerSecond', value, null, null)],
        'performance',
      );
    const { cards } = performanceOverTime([month('2026-01', 0.01), month('2026-02', 0.02)]);
    expect(
      cards.map(({ charts: [chart] }) =>
        chart?.kind === 'series' ? [chart.unit, chart.points[1]?.value] : [],
      ),
    ).toEqual([
      ['%', 2],
      ['requests per hour', 72],
    ]);
  });
});

describe('the past of a figure', () => {
  const draw = (checks: readonly CheckRecord[]) =>
    drawHistory(checks, { kind: 'drift', name: 'score', subject: null }, { unit: '', factor: 100 });

  it('is scaled, marks alarms, and keeps a gap where it was not known', () => {
    const [chart] = draw([
      recordOf('2026-01', [{ ...score(null, 0.05, 'pass'), low: 0.02, high: 0.25 }]),
      recordOf('2026-02', [score(null, null, 'unknown')]),
      recordOf('2026-03', [score(null, 0.5, 'fail')]),
    ]);
    expect(chart?.points).toEqual([
      { at: '2026-02-01T00:00:00.000Z', value: 5, low: 2, high: 25, failed: false },
      { at: '2026-03-01T00:00:00.000Z', value: null, low: null, high: null, failed: false },
      { at: '2026-04-01T00:00:00.000Z', value: 50, low: null, high: null, failed: true },
    ]);
    expect(chart?.levels).toEqual([{ label: 'limit', value: 10 }]);
  });

  it('counts the last check of a window, in the order of the windows', () => {
    const checks = ['2026-03', '2026-01', '2026-03', '2026-02'].map((month, index) =>
      recordOf(month, [score(null, index, 'pass')]),
    );
    expect(draw(checks)[0]?.points.map(({ value }) => value)).toEqual([100, 300, 200]);
  });

  it('leaves out checks of all there is: they have no place in time', () => {
    const checks = ['2026-01', '2026-02', '2026-03'].map((month) =>
      recordOf(month, [score(null, 1, 'pass')]),
    );
    const open = checks.map((check) => ({ ...check, window: { from: null, to: check.window.to } }));
    expect(draw([...checks.slice(0, 2), ...open])[0]?.points).toHaveLength(2);
  });

  it('is no longer than a chart has room for', () => {
    const months = Array.from(
      { length: 90 },
      (_, index) => `${2020 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
    );
    const [chart] = draw(months.map((month, index) => recordOf(month, [score(null, index, 'pass')])));
    expect(chart?.points).toHaveLength(60);
    expect(chart?.points.at(-1)?.value).toBe(8900);
  });
});
