import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { measurePerformance } from '../../src/governance/performance/measure-performance.js';
import type {
  PerformanceGrouping,
  PerformanceReport,
} from '../../src/governance/performance/performance-report.js';
import { parseAddress } from '../../src/index.js';
import { type Columns, type DriftProject, makeDriftProject } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';
import { watchQueries } from '../watch-queries.js';

/** Half an hour a row: predictions that are right in three of four, with labels. */
function serving(seed: number, firstDay: string, rows: number): Columns & { readonly id: string[] } {
  const random = seededRandom(seed);
  const start = Date.parse(firstDay);
  const each = <T>(make: (row: number) => T) => Array.from({ length: rows }, (_, row) => make(row));
  const probability = each(() => Math.round(random() * 1000) / 1000);
  return {
    id: each((row) => `${firstDay}-${row}`),
    time: each((row) => new Date(start + row * 1_800_000).toISOString()),
    plan: each(() => (random() < 0.5 ? 'basic' : 'gold')),
    prediction: probability.map((p) => (p >= 0.5 ? 'UP' : 'DOWN')),
    probability,
    latency_ms: each(() => 1 + random()),
    actual: probability.map((p) => (p >= 0.5 === random() < 0.75 ? 'UP' : 'DOWN')),
  };
}

function only(columns: Columns, ...names: string[]): Columns {
  return Object.fromEntries(Object.entries(columns).filter(([name]) => names.includes(name)));
}

const WINDOW = { kind: 'log', from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' } as const;
const march = serving(2, '2026-03-02', 600);
const groupings: readonly (PerformanceGrouping | null)[] = [
  null,
  { kind: 'period', period: 'day' },
  { kind: 'period', period: 'week' },
  { kind: 'period', period: 'month' },
  { kind: 'column', column: 'plan' },
];

const queries = watchQueries();

/** Measures March, and counts the queries that read Parquet: of the log, the baseline, or made of them. */
async function measureMarch(
  { governance }: DriftProject,
  by: PerformanceGrouping | null,
): Promise<{ report: PerformanceReport; reads: number }> {
  queries();
  const report = await measurePerformance(governance, {
    address: parseAddress('m@1.0.0'),
    window: WINDOW,
    by,
    keep: { record: false, compare: false },
  });
  return { report, reads: queries().filter((sql) => sql.includes('.parquet')).length };
}

describe('a window that was measured before', () => {
  let project: DriftProject;
  let cache: string;

  beforeEach(async () => {
    project = await makeDriftProject();
    cache = join(project.folder, 'models/.dharma/cache');
    await project.setBaseline(project.csv('training.csv', serving(1, '2026-01-01', 400)));
    const { actual: _, ...predictions } = march;
    await project.ingest(project.csv('march.csv', predictions));
    await project.ingest(project.csv('labels.csv', only(march, 'id', 'actual')), 'labels');
  });

  const measure = (by: PerformanceGrouping | null = null) => measureMarch(project, by);

  it.each(groupings)('is not read again, and gets the same bytes, by %o', async (by) => {
    const first = await measure(by);
    expect(first.reads).toBeGreaterThan(0);
    expect(first.report.current).toMatchObject({ rows: 600, labelled: 600 });
    expect(first.report.estimate.metrics).not.toBeNull();
    const again = await measure(by);
    expect(again.reads).toBe(0);
    expect(JSON.stringify(again.report)).toBe(JSON.stringify(first.report));
  });

  it('is read again when it has got predictions itself', async () => {
    await measure();
    await project.ingest(project.csv('more.csv', serving(4, '2026-03-20', 50)));
    const after = await measure();
    expect(after.reads).toBeGreaterThan(0);
    expect(after.report.current.rows).toBe(650);
  });

  it('is not read again when another month has got predictions without labels', async () => {
    await measure();
    const { actual: _, ...april } = serving(3, '2026-04-02', 50);
    await project.ingest(project.csv('april.csv', april));
    expect((await measure()).reads).toBe(0);
  });

  it('is read again when labels are corrected', async () => {
    const { report } = await measure();
    const turned = march.actual?.map((label) => (label === 'UP' ? 'DOWN' : 'UP')) ?? [];
    await project.ingest(project.csv('corrected.csv', { id: march.id, actual: turned }), 'labels');
    const after = await measure();
    expect(after.reads).toBeGreaterThan(0);
    expect(after.report.current.metrics.accuracy?.value).toBeCloseTo(
      1 - (report.current.metrics.accuracy?.value ?? Number.NaN),
      12,
    );
  });

  it('is measured beside another baseline when that is set', async () => {
    const { report } = await measure();
    await project.setBaseline(project.csv('other.csv', serving(5, '2026-02-01', 500)));
    const after = await measure();
    expect(after.reads).toBeGreaterThan(0);
    expect(after.report.current.metrics).toEqual(report.current.metrics);
    expect(after.report.baseline.measurement?.rows).toBe(500);
  });

  it('is read again where what was kept of it is damaged, taken for something else, or gone', async () => {
    const { report } = await measure({ kind: 'column', column: 'plan' });
    const files = readdirSync(cache).map((name) => join(cache, name));
    const other = files.map((file) => readFileSync(file));
    const damages: (() => void)[] = [
      () => {
        for (const file of files)
          writeFileSync(file, readFileSync(file, 'utf8').replace(/\d(?=[^\d]*$)/, '7x'));
      },
      () => {
        for (const [index, file] of files.entries())
          writeFileSync(file, other[(index + 1) % files.length] ?? '');
      },
      () => {
        for (const file of files) writeFileSync(file, '');
      },
      () => rmSync(cache, { recursive: true }),
    ];
    for (const damage of damages) {
      damage();
      const after = await measure({ kind: 'column', column: 'plan' });
      expect(JSON.stringify(after.report)).toBe(JSON.stringify(report));
      expect(after.reads).toBeGreaterThan(0);
      expect((await measure({ kind: 'column', column: 'plan' })).reads).toBe(0);
    }
  });

  it('is measured all the same where nothing can be kept', async () => {
    rmSync(cache, { recursive: true, force: true });
    writeFileSync(cache, 'a file where the folder should be');
    const { report } = await measure();
    expect(report.current.rows).toBe(600);
    expect((await measure()).reads).toBeGreaterThan(0);
  });
});

it('measures quantities without reading them twice', async () => {
  const project = await makeDriftProject();
  const { probability: _, ...columns } = march;
  const random = seededRandom(7);
  const prediction = march.id.map(() => 100 * random());
  const actual = prediction.map((value) => value + random());
  await project.ingest(project.csv('march.csv', { ...columns, prediction, actual }));
  const measure = () => measureMarch(project, { kind: 'period', period: 'week' });
  const first = await measure();
  expect(first.report).toMatchObject({ task: 'regression', current: { labelled: 600 } });
  const again = await measure();
  expect([first.reads > 0, again.reads]).toEqual([true, 0]);
  expect(JSON.stringify(again.report)).toBe(JSON.stringify(first.report));
});
