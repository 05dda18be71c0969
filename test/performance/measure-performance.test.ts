import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import { measurePerformance } from '../../src/governance/performance/measure-performance.js';
import { describePerformanceCheck } from '../../src/governance/performance/performance-record.js';
import type {
  PerformanceGrouping,
  PerformanceReport,
} from '../../src/governance/performance/performance-report.js';
import { type Governance, parseAddress } from '../../src/index.js';
import { type Columns, type DriftProject, makeDriftProject } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';

const LOG = { kind: 'log', from: null, to: null } as const;

function measure(
  { governance }: DriftProject,
  request: { file?: string; from?: string; to?: string; by?: PerformanceGrouping } = {},
): Promise<PerformanceReport> {
  const { file, from = null, to = null, by = null } = request;
  return measurePerformance(governance, {
    address: parseAddress('m@1.0.0'),
    window:
      file === undefined
        ? { ...LOG, from, to }
        : { kind: 'files', inputs: [file], stdin: null, format: null },
    by,
    keep: { record: false, compare: false },
  });
}

/** Half-hourly predictions with probabilities of UP that are right as often as they say. */
function served(
  rows: number,
  start: string,
  seed: number,
  sharpness = 4,
): Record<string, (string | number)[]> {
  const random = seededRandom(seed);
  const first = Date.parse(start);
  const x = Array.from({ length: rows }, () => Math.round(random() * 1000) / 1000);
  const probability = x.map((value) => Math.round(1e4 / (1 + Math.exp(-sharpness * (value - 0.5)))) / 1e4);
  return {
    request_id: x.map((_, index) => `r-${start}-${index}`),
    timestamp: x.map((_, index) => new Date(first + index * 1_800_000).toISOString()),
    x,
    prediction: probability.map((p) => (p >= 0.5 ? 'UP' : 'DOWN')),
    probability,
    latency_ms: x.map(() => Math.round((1 + random()) * 1000) / 1000),
    actual: probability.map((p) => (random() < p ? 'UP' : 'DOWN')),
  };
}

function without(columns: Record<string, (string | number | null)[]>, ...names: string[]): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));
}

const only = (columns: Columns, ...names: string[]): Columns =>
  Object.fromEntries(names.map((name) => [name, columns[name] ?? []]));

/** A project with a baseline of 1,500 rows. */
async function projectWithBaseline(settings: Partial<Config> = {}): Promise<DriftProject> {
  const project = await makeDriftProject(settings);
  await project.setBaseline(project.csv('reference.csv', served(1500, '1996-05-01T00:00:00Z', 1)));
  return project;
}

describe('performance over the log', () => {
  it('has no accuracy before labels come, and joins those that come late, corrections last', async () => {
    const project = await projectWithBaseline();
    const month = served(600, '1997-02-01T00:00:00Z', 2);
    await project.ingest(project.csv('p.csv', without(month, 'actual')));
    const before = await measure(project);
    expect(before.current).toMatchObject({ rows: 600, labelled: 0, coverage: 0, confusion: null });
    expect(before.current.metrics.accuracy).toEqual({
      value: null,
      n: 0,
      low: null,
      high: null,
      reason: 'no labels',
    });
    expect(before.verdict).toBe('pass');
    expect(before.rules[0]).toMatchObject({ rule: 'accuracy', state: 'unknown' });

    const early = Object.fromEntries(
      Object.entries(only(month, 'request_id', 'actual')).map(([name, values]) => [
        name,
        values.slice(0, 150),
      ]),
    );
    await project.ingest(project.csv('l1.csv', early), 'labels');
    expect((await measure(project)).current).toMatchObject({ labelled: 150, coverage: 0.25 });

    await project.ingest(project.csv('l2.csv', only(month, 'request_id', 'actual')), 'labels');
    const after = await measure(project);
    const right = month.prediction?.filter((value, index) => value === month.actual?.[index]).length ?? 0;
    expect(after.current).toMatchObject({ labelled: 600, coverage: 1 });
    expect(after.current.metrics.accuracy).toMatchObject({ value: right / 600, n: 600 });

    // All labels turned round: what was right is wrong now.
    const turned = month.actual?.map((value) => (value === 'UP' ? 'DOWN' : 'UP')) ?? [];
    await project.ingest(
      project.csv('l3.csv', { request_id: month.request_id ?? [], actual: turned }),
      'labels',
    );
    const corrected = await measure(project);
    expect(corrected.current.metrics.accuracy?.value).toBeCloseTo(1 - right / 600, 12);
    expect(corrected.verdict).toBe('fail');
  });

  it('keeps beside each figure from where on its rule would hold, also while it is quiet', async () => {
    const project = await projectWithBaseline({ accuracyDropThreshold: 0.2, latencyIncreaseFactor: 3 });
    await project.ingest(project.csv('p.csv', served(600, '1997-02-01T00:00:00Z', 2)));
    const report = await measure(project);
    const { values } = describePerformanceCheck(report);
    const before = report.baseline.measurement?.metrics;
    const limitOf = (name: string) =>
      values.find((value) => value.name === name && value.subject === null)?.limit;
    expect(report.rules.map(({ state }) => state)).not.toContain('firing');
    expect(limitOf('accuracy')).toBeCloseTo((before?.accuracy?.value ?? 0) - 0.2, 12);
    expect(limitOf('latencyP95Ms')).toBeCloseTo((before?.latencyP95Ms?.value ?? 0) * 3, 12);
    expect(limitOf('errorRate')).toBe(0.1);
    expect(limitOf('auc')).toBeNull();
  });

  it('measures the rows of the window alone', async () => {
    const project = await projectWithBaseline();
    await project.ingest(project.csv('p.csv', served(600, '1997-02-01T00:00:00Z', 2)));
    const report = await measure(project, {
      from: '1997-02-03T00:00:00.000Z',
      to: '1997-02-05T00:00:00.000Z',
    });
    expect(report.current).toMatchObject({
      rows: 96,
      firstAt: '1997-02-03T00:00:00.000Z',
      lastAt: '1997-02-04T23:30:00.000Z',
    });
    // 96 requests in 95 half hours.
    expect(report.current.metrics.throughputPerSecond?.value).toBeCloseTo(96 / (95 * 1800), 12);
  });

  it('says the same bytes of shuffled rows', async () => {
    const month = served(3000, '1997-02-01T00:00:00Z', 3);
    const order = Array.from({ length: 3000 }, (_, index) => (index * 1009) % 3000);
    const shuffled = Object.fromEntries(
      Object.entries(month).map(([name, values]) => [name, order.map((index) => values[index] ?? null)]),
    );
    const reports = await Promise.all(
      [month, shuffled].map(async (columns) => {
        const project = await projectWithBaseline();
        await project.ingest(project.csv('p.csv', columns));
        return JSON.stringify(await measure(project, { by: { kind: 'period', period: 'week' } }));
      }),
    );
    expect(reports[0]).toBe(reports[1]);
  });

  it('estimates what labels will say, from probabilities that are right as often as they were', async () => {
    const project = await projectWithBaseline();
    const month = served(3000, '1997-02-01T00:00:00Z', 4);
    await project.ingest(project.csv('p.csv', month));
    const { estimate, current, findings } = await measure(project);
    const { low, high } = estimate.metrics?.accuracy ?? { low: null, high: null };
    expect(current.metrics.accuracy?.value).toBeGreaterThan(low ?? 1);
    expect(current.metrics.accuracy?.value).toBeLessThan(high ?? 0);
    expect(estimate).toMatchObject({ calibrationRows: 1500, reason: null });
    expect(findings).toEqual([]);
  });

  it('says so when an estimate turns out wrong', async () => {
    const project = await projectWithBaseline();
    const month = served(3000, '1997-02-01T00:00:00Z', 4);
    const random = seededRandom(9);
    const actual = (month.actual ?? []).map(() => (random() < 0.5 ? 'UP' : 'DOWN'));
    await project.ingest(project.csv('p.csv', { ...month, actual }));
    const { findings } = await measure(project);
    expect(findings).toEqual([
      expect.stringMatching(
        /^the estimate does not hold here: an accuracy of 0\.\d+ was realised, 0\.\d+ estimated$/,
      ),
    ]);
  });
});

describe('periods and segments', () => {
  it('are a row each, empty periods too, and add up to the whole', async () => {
    const project = await projectWithBaseline();
    await project.ingest(project.csv('p.csv', served(600, '1997-02-01T00:00:00Z', 2)));
    await project.ingest(project.csv('q.csv', served(600, '1997-04-01T00:00:00Z', 5)));
    const { groups, current } = await measure(project, { by: { kind: 'period', period: 'month' } });
    expect(groups.map(({ name, measurement }) => [name, measurement.rows])).toEqual([
      ['1997-02', 600],
      ['1997-03', 0],
      ['1997-04', 600],
    ]);
    expect(groups[1]).toMatchObject({
      from: '1997-03-01T00:00:00.000Z',
      to: '1997-04-01T00:00:00.000Z',
      measurement: { coverage: null, metrics: { accuracy: { value: null, reason: 'no labels' } } },
    });
    const rights = groups.map(
      ({ measurement: { metrics } }) => (metrics.accuracy?.value ?? 0) * (metrics.accuracy?.n ?? 0),
    );
    expect(rights.reduce((a, b) => a + b)).toBeCloseTo((current.metrics.accuracy?.value ?? 0) * 1200, 9);
  });

  it('are judged by the same segment of the baseline: one that was always hard is no alarm', async () => {
    const project = await makeDriftProject();
    const rows = 3000;
    const plan = Array.from({ length: rows }, (_, index) => (index % 2 === 0 ? 'easy' : 'hard'));
    // Of the hard ones every other answer is wrong, in training and ever after.
    const table = {
      request_id: Array.from({ length: rows }, (_, index) => `r${index}`),
      timestamp: Array.from({ length: rows }, () => '1997-02-01T00:00:00Z'),
      x: Array.from({ length: rows }, (_, index) => (index * 7919) % 1000),
      plan,
      prediction: Array.from({ length: rows }, () => 'UP'),
      actual: plan.map((value, index) => (value === 'hard' && index % 4 === 1 ? 'DOWN' : 'UP')),
    };
    await project.setBaseline(project.csv('training.csv', table));
    const report = await measure(project, {
      file: project.csv('now.csv', table),
      by: { kind: 'column', column: 'plan' },
    });
    const states = report.rules
      .filter(({ rule }) => rule === 'accuracy')
      .map(({ subject, state }) => [subject, state]);
    expect(states).toEqual([
      [null, 'quiet'],
      ['plan=easy', 'quiet'],
      ['plan=hard', 'quiet'],
    ]);
  });

  it('are judged one by one, those without a value too', async () => {
    const project = await projectWithBaseline();
    const month = served(900, '1997-02-01T00:00:00Z', 6);
    const day = month.x?.map((_, index) => ['mon', 'tue', null][index % 3] ?? null) ?? [];
    const actual =
      month.prediction?.map((value, index) => (index % 3 === 1 ? (value === 'UP' ? 'DOWN' : 'UP') : value)) ??
      [];
    const report = await measure(project, {
      file: project.csv('c.csv', { ...month, actual, day }),
      by: { kind: 'column', column: 'day' },
    });
    expect(
      report.groups.map(({ name, measurement }) => [
        name,
        measurement.rows,
        measurement.metrics.accuracy?.value,
      ]),
    ).toEqual([
      ['mon', 300, 1],
      ['tue', 300, 0],
      ['(no value)', 300, 1],
    ]);
    const states = report.rules
      .filter(({ rule }) => rule === 'accuracy')
      .map(({ subject, state }) => [subject, state]);
    expect(states).toEqual([
      [null, 'quiet'],
      ['day=mon', 'quiet'],
      ['day=tue', 'firing'],
      ['day=(no value)', 'quiet'],
    ]);
  });

  it('refuse a column that is not there, one with too many values, and periods without instants', async () => {
    const project = await projectWithBaseline();
    const file = project.csv('c.csv', without(served(900, '1997-02-01T00:00:00Z', 6), 'timestamp'));
    const by = (grouping: PerformanceGrouping) => measure(project, { file, by: grouping });
    await expect(by({ kind: 'column', column: 'predicton' })).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('prediction'),
    });
    await expect(by({ kind: 'column', column: 'x' })).rejects.toMatchObject({ kind: 'usage' });
    await expect(by({ kind: 'period', period: 'day' })).rejects.toThrow(/has no timestamps/);
  });
});

describe('what is wrong with data', () => {
  it('is left out of the figures, and said', async () => {
    const project = await projectWithBaseline();
    const month = served(400, '1997-02-01T00:00:00Z', 7);
    const odd = (name: string, values: readonly (string | number)[]) =>
      month[name]?.map((value, index) => values[index] ?? value) ?? [];
    const file = project.csv('c.csv', {
      ...month,
      probability: odd('probability', [1.5, -0.1, 'NaN']),
      latency_ms: odd('latency_ms', [0, -3, 'Infinity', 'NaN']),
      error: month.x?.map((_, index) => (index >= 300 ? 'timeout' : null)) ?? [],
    });
    const { current, findings } = await measure(project, { file });
    expect(current).toMatchObject({
      rows: 400,
      failed: 100,
      labelled: 300,
      badProbabilities: 3,
      badLatencies: 4,
    });
    expect(current.metrics).toMatchObject({
      accuracy: { n: 300 },
      brier: { n: 297 },
      latencyP95Ms: { n: 296 },
      errorRate: { value: 0.25, n: 400 },
    });
    expect(current.metrics.latencyP50Ms?.value).toBeGreaterThan(1);
    expect(findings).toEqual([
      '3 probabilities outside 0..1 not used',
      '4 latencies of 0, less or no number left out',
      '100 failed requests in the error rate and the throughput alone',
    ]);
  });

  it('is an error where no label can be equal to a prediction', async () => {
    const project = await projectWithBaseline();
    const month = served(100, '1997-02-01T00:00:00Z', 7);
    const actual = month.actual?.map((value) => value === 'UP') ?? [];
    await expect(
      measure(project, { file: project.csv('c.csv', { ...month, actual }) }),
    ).rejects.toMatchObject({
      kind: 'input',
      message: 'labels ("false", "true") and predictions ("DOWN", "UP") have no value in common',
    });
  });

  it('leaves AUC null where all labels are of one class', async () => {
    const project = await projectWithBaseline();
    const month = served(100, '1997-02-01T00:00:00Z', 7);
    const actual = month.x?.map(() => 'DOWN') ?? [];
    const { current } = await measure(project, { file: project.csv('c.csv', { ...month, actual }) });
    expect(current.metrics).toMatchObject({
      auc: { value: null, reason: 'all labels are of one class' },
      f1: { value: null, reason: 'no label is "UP"' },
      recall: { value: null },
    });
  });
});

describe('other kinds of models', () => {
  it('of more than two classes have means over them, and no scores of a single probability', async () => {
    const project = await makeDriftProject();
    const x = Array.from({ length: 300 }, (_, index) => index);
    const columns = {
      x: x.map((index) => index % 7),
      prediction: x.map((index) => ['a', 'b', 'c'][index % 3] ?? ''),
      actual: x.map((index) => ['a', 'b', 'c', 'a'][index % 4] ?? ''),
    };
    await project.setBaseline(project.csv('r.csv', columns));
    const report = await measure(project, { file: project.csv('c.csv', columns) });
    expect(report).toMatchObject({ task: 'multiclass', positiveClass: null, estimate: { metrics: null } });
    expect(Object.keys(report.current.metrics)).not.toContain('auc');
    expect(report.current.confusion?.classes).toEqual(['a', 'b', 'c']);
    expect(report.verdict).toBe('pass');
  });

  it('of quantities have errors in place of accuracy', async () => {
    const project = await makeDriftProject();
    const x = Array.from({ length: 300 }, (_, index) => index / 10);
    const columns = { x, prediction: x, actual: x.map((value, index) => value + (index % 2 === 0 ? 1 : -1)) };
    await project.setBaseline(project.csv('r.csv', columns));
    const { task, current, baseline, rules } = await measure(project, {
      file: project.csv('c.csv', columns),
    });
    expect(task).toBe('regression');
    expect(current.metrics).toMatchObject({
      mae: { value: 1, n: 300 },
      rmse: { value: 1 },
      errorRate: { value: null },
    });
    // 1 - 300 / the sum of squares of labels around their mean
    expect(current.metrics.r2?.value).toBeCloseTo(
      1 - 300 / 22_799.25 / (current.metrics.r2 === undefined ? 0 : 1),
      2,
    );
    expect(baseline.measurement?.metrics.mae?.value).toBe(1);
    expect(rules.map(({ rule }) => rule)).toEqual(['latency', 'error-rate']);
  });

  it('leave out quantities that are no finite number, and say so', async () => {
    const project = await makeDriftProject();
    const x = Array.from({ length: 100 }, (_, index) => index / 10);
    await project.setBaseline(project.csv('r.csv', { x, prediction: x, actual: x }));
    const prediction = x.map((value, index) => ['Infinity', 'NaN'][index] ?? value);
    const actual = x.map((value, index) => (index === 9 ? null : value + 1));
    const report = await measure(project, { file: project.csv('c.csv', { x, prediction, actual }) });
    expect(report.current).toMatchObject({
      labelled: 97,
      metrics: { mae: { value: 1, n: 97 }, rmse: { n: 97 } },
    });
    expect(report.findings[0]).toBe('2 labels or their predictions no finite number: left out');
  });

  it('that predict a few whole numbers must be told apart by a setting', async () => {
    const x = Array.from({ length: 300 }, (_, index) => index % 5);
    const columns = { x, prediction: x, actual: x };
    const measureWith = async (settings: Partial<Config>) => {
      const project = await makeDriftProject(settings);
      await project.setBaseline(project.csv('r.csv', columns));
      return measure(project, { file: project.csv('c.csv', columns) });
    };
    await expect(measureWith({})).rejects.toMatchObject({ kind: 'inconclusive' });
    expect((await measureWith({ 'performance.task': { m: 'regression' } })).task).toBe('regression');
    expect((await measureWith({ 'performance.task': { m: 'classification' } })).task).toBe('multiclass');
    await expect(measureWith({ 'performance.task': { m: 'ranking' } })).rejects.toMatchObject({
      kind: 'config',
    });
  });

  it('take the positive class from the settings, if it is one', async () => {
    const positive = async (value: string) => {
      const project = await projectWithBaseline({ 'performance.positiveClass': { m: value } });
      return measure(project, { file: project.csv('c.csv', served(100, '1997-02-01T00:00:00Z', 7)) });
    };
    const report = await positive('DOWN');
    expect(report.positiveClass).toBe('DOWN');
    expect(report.assumptions).toEqual(['classification: predictions or labels are no numbers']);
    await expect(positive('down')).rejects.toMatchObject({
      kind: 'config',
      hint: expect.stringContaining('DOWN'),
    });
  });
});

describe('a baseline that cannot be compared', () => {
  it('is none', async () => {
    const project = await makeDriftProject();
    const file = project.csv('c.csv', served(100, '1997-02-01T00:00:00Z', 7));
    const report = await measure(project, { file });
    expect(report.baseline).toEqual({
      source: null,
      measurement: null,
      reason: 'm@1.0.0 has no baseline: dharma-gov baseline set m@1.0.0 <training data>',
    });
    expect(report.current.metrics.accuracy?.n).toBe(100);
    expect(report).toMatchObject({ verdict: 'unknown', estimate: { metrics: null } });
  });

  it.each([
    ['keeps no rows', null],
    ['keeps the rows of numbers alone', ['x', 'probability']],
  ])('is of an older program that %s', async (_, kept) => {
    const project = await projectWithBaseline();
    const { governance } = project;
    const older: Governance = {
      ...governance,
      withPerformanceData: (work) =>
        governance.withPerformanceData((data) =>
          work({
            ...data,
            openReference: async (id, baseline) => {
              const table = await data.openReference(id, baseline);
              if (kept === null || table === null) return null;
              return { ...table, columns: table.columns.filter(({ name }) => kept.includes(name)) };
            },
          }),
        ),
    };
    const file = project.csv('c.csv', served(100, '1997-02-01T00:00:00Z', 7));
    const report = await measure({ ...project, governance: older }, { file });
    expect(report.baseline.reason).toBe(
      'the baseline is of an older dharma-gov, set it again: dharma-gov baseline set m@1.0.0 <training data>',
    );
    expect(report).toMatchObject({ verdict: 'unknown', current: { labelled: 100 } });
  });

  it('lacks what the training data does not say', async () => {
    const project = await makeDriftProject();
    const reference = served(500, '1996-05-01T00:00:00Z', 1);
    await project.setBaseline(project.csv('r.csv', only(reference, 'x', 'prediction')));
    const report = await measure(project, {
      file: project.csv('c.csv', served(100, '1997-02-01T00:00:00Z', 7)),
    });
    expect(report.findings).toEqual([
      expect.stringMatching(
        /^the baseline has no actual, probability, latency_ms; .*baseline set m@1\.0\.0 /,
      ),
    ]);
    expect(report.rules.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(report.estimate.reason).toBe(
      'the baseline has 0 labelled rows with a probability, 300 are needed',
    );
  });
});

it('has nothing to measure in an empty window', async () => {
  const project = await projectWithBaseline();
  await expect(measure(project)).rejects.toMatchObject({
    kind: 'inconclusive',
    message: 'predictions of m@1.0.0: no rows to measure',
    hint: expect.stringContaining('ingest-predictions m@1.0.0'),
  });
});
