import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isDrifted } from '../../src/drift/feature-result.js';
import type { DriftReport } from '../../src/governance/drift/check-drift.js';
import { seededRandom } from '../stats/samples.js';
import { watchQueries } from '../watch-queries.js';
import { type DriftProject, makeDriftProject, normals } from './drift-project.js';

/** Half an hour a row. */
function serving(seed: number, firstDay: string, rows = 300, prefix = firstDay) {
  const random = seededRandom(seed);
  const start = Date.parse(firstDay);
  return {
    id: Array.from({ length: rows }, (_, i) => `${prefix}-${i}`),
    time: Array.from({ length: rows }, (_, i) => new Date(start + i * 1_800_000).toISOString()),
    x: normals(random, rows),
    colour: Array.from({ length: rows }, () => (random() < 0.5 ? 'red' : 'blue')),
    prediction: Array.from({ length: rows }, () => (random() < 0.5 ? 'UP' : 'DOWN')),
  };
}

const MARCH = { kind: 'log', from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' } as const;

describe('a window that was checked before', () => {
  const queries = watchQueries();
  let project: DriftProject;
  let cache: string;

  beforeEach(async () => {
    project = await makeDriftProject();
    cache = join(project.folder, 'models/.dharma/cache');
    const actual = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 'UP' : 'DOWN'));
    await project.setBaseline(project.csv('training.csv', { ...serving(1, '2026-01-01'), actual }));
    await project.ingest(project.csv('march.csv', serving(2, '2026-03-02')));
  });

  /** Checks March, and counts the queries that read rows: of the log, and of the baseline. */
  async function check(
    by: string | null = null,
  ): Promise<{ report: DriftReport; logReads: number; baselineReads: number }> {
    queries();
    const report = await project.check('', { window: MARCH, by });
    const read = queries();
    const count = (part: string) => read.filter((sql) => sql.includes(part)).length;
    return { report, logReads: count('/predictions/m/data/'), baselineReads: count('/baselines/') };
  }

  it('is not read again, and gets the same report', async () => {
    const first = await check();
    expect(first.logReads).toBeGreaterThan(0);
    expect(first.baselineReads).toBeGreaterThan(0);
    const again = await check();
    expect(again).toEqual({ report: first.report, logReads: 0, baselineReads: 0 });
  });

  it('is not read again segment by segment either', async () => {
    const first = await check('colour');
    expect(first.report.segments?.segments.map(({ value }) => value).sort()).toEqual(['blue', 'red']);
    const again = await check('colour');
    expect([first.logReads > 0, again.logReads, again.baselineReads]).toEqual([true, 0, 0]);
    expect(JSON.stringify(again.report)).toBe(JSON.stringify(first.report));
  });

  it('is not read again when others have got predictions', async () => {
    await check();
    await project.ingest(project.csv('april.csv', serving(3, '2026-04-02')));
    expect((await check()).logReads).toBe(0);
  });

  it('is read again when it has got predictions itself', async () => {
    const { report } = await check();
    await project.ingest(project.csv('more.csv', serving(4, '2026-03-20', 50)));
    const after = await check();
    expect(after.logReads).toBeGreaterThan(0);
    expect([report.rows, after.report.rows]).toEqual([300, 350]);
  });

  it('is read again for its labels when they come, and when they are corrected', async () => {
    const id = serving(2, '2026-03-02').id;
    const label = async (value: string) => {
      await project.ingest(project.csv(`${value}.csv`, { id, actual: id.map(() => value) }), 'labels');
      return check();
    };
    await check();
    const first = await label('UP');
    expect(first.logReads).toBeGreaterThan(0);
    expect((await check()).logReads).toBe(0);
    const corrected = await label('DOWN');
    expect(corrected.logReads).toBeGreaterThan(0);
    expect(corrected.report.outputs).not.toEqual(first.report.outputs);
  });

  it('is read again against another baseline', async () => {
    const { report } = await check();
    await project.setBaseline(project.csv('other.csv', serving(5, '2026-02-01')));
    const after = await check();
    expect(after.logReads).toBeGreaterThan(0);
    expect(after.report.baseline).not.toEqual(report.baseline);
  });

  it('is read again where what was kept of it is damaged, taken for something else, or gone', async () => {
    const { report } = await check();
    const files = readdirSync(cache).map((name) => join(cache, name));
    expect(files.length).toBeGreaterThan(1);
    const contents = files.map((file) => readFileSync(file, 'utf8'));
    const write = (contentOf: (index: number) => string) => () => {
      for (const [index, file] of files.entries()) writeFileSync(file, contentOf(index));
    };
    const damages = [
      write((index) => (contents[index] ?? '').replace(/\d(?=[^\d]*$)/, '7x')),
      write((index) => contents[(index + 1) % files.length] ?? ''),
      write(() => ''),
      () => rmSync(cache, { recursive: true }),
    ];
    for (const damage of damages) {
      damage();
      const after = await check();
      expect(after.report).toEqual(report);
      expect(after.logReads + after.baselineReads).toBeGreaterThan(0);
      expect((await check()).logReads).toBe(0);
    }
  });

  it('is checked all the same where nothing can be kept', async () => {
    writeFileSync(cache, 'a file where the folder should be');
    const { report } = await check();
    expect(report.rows).toBe(300);
    expect((await check()).logReads).toBeGreaterThan(0);
  });

  it('leaves a bounded number of files behind', async () => {
    mkdirSync(cache);
    for (let i = 0; i < 300; i++) writeFileSync(join(cache, `${i}.json`), '');
    await check();
    expect(readdirSync(cache).length).toBeLessThanOrEqual(200);
    expect((await check()).logReads).toBe(0);
  });
});

it('compares files anew each time: nobody knows whether they have changed', async () => {
  const project = await makeDriftProject();
  await project.setBaseline(project.csv('training.csv', serving(1, '2026-01-01')));
  await project.check(project.csv('current.csv', serving(2, '2026-03-02')));
  const changed = { ...serving(2, '2026-03-02'), x: normals(seededRandom(9), 300, 5) };
  const report = await project.check(project.csv('current.csv', changed));
  expect(report.features.filter(isDrifted).map(({ name }) => name)).toEqual(['x']);
});
