import { describe, expect, it } from 'vitest';
import { renderPerformance } from '../../src/cli/render/performance-report.js';
import type { Screen } from '../../src/cli/render/screen.js';
import { measurePerformance } from '../../src/governance/performance/measure-performance.js';
import type { PerformanceGrouping } from '../../src/governance/performance/performance-report.js';
import { parseAddress } from '../../src/index.js';
import { makeDriftProject } from '../drift/drift-project.js';

const plain = (text: string) => text;
const screen = (isTty: boolean, columns: number): Screen => ({
  isTty,
  columns,
  bold: plain,
  dim: plain,
  red: (text) => (columns === 140 ? `<red>${text}</red>` : text),
  green: plain,
  yellow: plain,
  cyan: plain,
});

const rows = Array.from({ length: 1200 }, (_, index) => index);
const EVIL = '\u001b[2J\u202e';

/** In February right nine times of ten, in March six; the third site has an evil name. */
const columns = {
  request_id: rows.map((index) => `r${index}`),
  timestamp: rows.map((index) => new Date(Date.UTC(2026, 1, 1) + index * 3_600_000).toISOString()),
  site: rows.map((index) => ['eu', 'us', EVIL][index % 3] ?? ''),
  prediction: rows.map((index) => (index % 2 === 0 ? 'UP' : 'DOWN')),
  probability: rows.map((index) => (index % 2 === 0 ? 0.9 : 0.1)),
  latency_ms: rows.map((index) => 1 + (index % 10) / 10),
};
const rightOf = (index: number, tenths: number) => (index * 7) % 10 < tenths === (index % 2 === 0);
const labels = (tenths: (index: number) => number) =>
  rows.map((index) => (rightOf(index, tenths(index)) ? 'UP' : 'DOWN'));

async function makeReport(by: PerformanceGrouping | null) {
  const project = await makeDriftProject();
  await project.setBaseline(project.csv('r.csv', { ...columns, actual: labels(() => 9) }));
  await project.ingest(
    project.csv('p.csv', { ...columns, actual: labels((index) => (index < 672 ? 9 : 6)) }),
  );
  return measurePerformance(project.governance, {
    address: parseAddress('m@1.0.0'),
    window: { kind: 'log', from: null, to: null },
    by,
    keep: { record: false, compare: false },
  });
}

const byMonth = makeReport({ kind: 'period', period: 'month' });
const bySite = makeReport({ kind: 'column', column: 'site' });

describe('performance on a screen', () => {
  it('has the trends first, then the metrics beside baseline and estimate, the periods, and the verdict', async () => {
    const lines = (await renderPerformance(screen(true, 140), await byMonth)).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'm@1.0.0  1,200 rows of the prediction log',
      '1,200 labelled (100 %), binary of "UP"',
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(/^accuracy {4}█▁ {2}0\.6\d\d in 2026-03, 0\.9\d\d in 2026-02$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^METRIC +VALUE +95 % INTERVAL +N +BASELINE +ESTIMATED$/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^accuracy +0\.\d{3} +0\.\d{3} to 0\.\d{3} +1,200 +0\.900 +0\.900$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^2026-02 +672 +100 % +0\.9\d\d /));
    expect(lines).toContain('error rate: no error column');
    expect(lines).toContainEqual(expect.stringMatching(/^it is blind to concept drift/));
    expect(lines.at(-2)).toMatch(
      /^<red>fail<\/red> {2}accuracy 0\.\d+, baseline 0\.900: 1\d\.\d points less, limit 5\.0 points$/,
    );
  });

  it.each([80, 100])('keeps its tables within %d columns', async (width) => {
    for (const report of await Promise.all([byMonth, bySite])) {
      const lines = (await renderPerformance(screen(true, width), report)).split('\n');
      const isTable = (line: string) => / {2,}\S+ {2,}\S/.test(line) || /[▁▂▃▄▅▆▇█]/.test(line);
      const wide = lines.filter((line) => isTable(line) && line.length > width);
      expect(wide).toEqual([]);
    }
  });

  it('is lines of tab-separated fields on a pipe, the verdict last', async () => {
    const lines = (await renderPerformance(screen(false, 100), await bySite)).split('\n');
    expect(lines[1]).toBe('METRIC\tVALUE\t95 % INTERVAL\tN\tBASELINE\tESTIMATED\tNOTE');
    const head = lines.findIndex((line) => line.startsWith('site\t'));
    for (const line of lines.slice(head, head + 4)) {
      expect(line.split('\t')).toHaveLength(11);
    }
    expect(lines.at(-1)).toMatch(/^fail\t/);
    expect(lines.filter((line) => line.startsWith('accuracy\tfiring\t'))).toHaveLength(4);
  });

  it('prints no control character that a file brings in', async () => {
    for (const isTty of [true, false]) {
      const text = await renderPerformance(screen(isTty, 100), await bySite);
      expect([...'\u001b\u202e'].filter((character) => text.includes(character))).toEqual([]);
    }
  });
});
