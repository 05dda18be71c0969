import { describe, expect, it } from 'vitest';
import { drawHistograms } from '../../src/cli/render/drift-histogram.js';
import { renderDrift } from '../../src/cli/render/drift-report.js';
import type { Screen } from '../../src/cli/render/screen.js';
import type { ScoredBin } from '../../src/drift/scored-bins.js';
import type { DriftReport } from '../../src/governance/drift/check-drift.js';
import { type Columns, compareColumns } from './drift-project.js';

const plain = (text: string) => text;
const screen = (isTty: boolean, columns = 140): Screen => ({
  isTty,
  columns,
  bold: plain,
  dim: plain,
  red: (text) => `<red>${text}</red>`,
  green: plain,
  yellow: plain,
  cyan: plain,
});

const rows = Array.from({ length: 400 }, (_, i) => i);
const REFERENCE: Columns = {
  price: rows.map((i) => ((i * 37) % 400) + 0.5),
  colour: rows.map((i) => (i % 2 === 0 ? 'red' : 'green')),
  site: rows.map(() => 'eu'),
  prediction: rows.map((i) => (i % 2 === 0 ? 'UP' : 'DOWN')),
};
const CURRENT: Columns = {
  ...REFERENCE,
  price: rows.map((i) => ((i * 37) % 400) + 1000.5),
  colour: rows.map((i) => ['red', 'green', 'blue', null][i % 4] ?? null),
  extra: rows,
};

const report: Promise<DriftReport> = compareColumns(REFERENCE, CURRENT);

describe('the drift report on a screen', () => {
  it('has the worst first, what changed beside it, and the verdict in a sentence', async () => {
    const lines = (await renderDrift(screen(true), await report)).split('\n');
    expect(lines[0]).toMatch(
      /^m@1\.0\.0 {2}400 rows of .*current\.csv, against 400 rows of \.\.\/reference\.csv$/,
    );
    expect(lines[2]).toMatch(/^COLUMN +FINDING +SCORE +TEST +P +REFERENCE +CURRENT +CHANGE$/);
    expect(lines[3]).toMatch(
      /^price +<red>severe drift<\/red> +\d\.\d+ +KS 1\.000 +<0\.001 +▁{10} +·{9}█ +mean 200 -> 1200$/,
    );
    expect(lines[4]).toMatch(/^colour +.*new: "blue" \(25 %\), missing 0 % -> 25 %$/);
    expect(lines[5]).toMatch(/^site +constant +0\.000/);
    expect(lines[6]).toMatch(/^prediction \(output\) +stable/);
    expect(lines).toContain('new columns, not scored: extra');
    expect(lines.at(-2)).toMatch(
      /^<red>fail<\/red> {2}drift: 2 of 3 features drifted, and the overall score [\d.]+ reaches the threshold 0\.1; data quality: colour: 25 % missing, 0 % in the reference \(and 2 more\)$/,
    );
    const quality = lines.indexOf('DATA QUALITY');
    expect(lines.slice(quality + 1, quality + 4)).toEqual([
      '  <red>severe  </red>  colour: 25 % missing, 0 % in the reference',
      '  moderate  price: 100 % outside 0.5 to 399.5, up to 1399.5',
      '  moderate  colour: 25 % are not in the reference: "blue"',
    ]);
    expect(lines.at(-1)).toMatch(/^next: mend the data on its way to the model first/);
  });

  it('fits a narrow terminal, with the changes under the table', async () => {
    const lines = (await renderDrift({ ...screen(true, 80), red: plain }, await report)).split('\n');
    const title = lines.findIndex((line) => line.startsWith('COLUMN'));
    for (const line of lines.slice(title, title + 5)) expect(line.length).toBeLessThanOrEqual(80);
    expect(lines).toContain('price: mean 200 -> 1200');
  });

  it('is lines of tab-separated fields on a pipe, the verdict last', async () => {
    const [title, head, ...lines] = (await renderDrift(screen(false), await report)).split('\n');
    expect(title).toMatch(/^m@1\.0\.0 {2}400 rows of /);
    expect(head).toBe('COLUMN\tFINDING\tSCORE\tTEST\tP\tREFERENCE\tCURRENT\tCHANGE');
    expect(lines.slice(0, 4).map((line) => line.split('\t').length)).toEqual([8, 8, 8, 8]);
    expect(lines[4]).toBe('data quality\tsevere\tmissing\tcolour: 25 % missing, 0 % in the reference');
    expect(lines.at(-1)).toMatch(/^fail\tdrift: 2 of 3/);
  });

  it('prints no control character that a file brings in', async () => {
    const evil = '\u001b[2Jx\tx\u202e';
    const odd = await compareColumns(
      { [evil]: rows.map(() => 'a'), price: rows.map((i) => i / 3) },
      { [evil]: rows.map(() => evil), price: rows.map((i) => i / 3), [`${evil}2`]: rows },
    );
    for (const isTty of [true, false]) {
      const text = await renderDrift(screen(isTty), odd);
      expect(text).toContain('constant changed');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(text.replaceAll('\t', '').match(/[\u0000-\u0009\u000b-\u001f\u202e]/)).toBeNull();
    }
  });
});

describe('histograms', () => {
  const bins = (counts: readonly (readonly [number, number])[], kind: ScoredBin['kind'] = 'range') =>
    counts.map(([reference, current], i) => ({ label: String(i), kind, range: null, reference, current }));

  it('share one scale, so that bars of both sides can be compared', () => {
    expect(
      drawHistograms(
        bins([
          [500, 10],
          [500, 30],
          [0, 0],
        ]),
      ),
    ).toEqual({ reference: '▆▆·', current: '▃█·' });
  });

  it('show the smallest share as a bar, and an empty bin as a dot', () => {
    const { reference, current } = drawHistograms(
      bins([
        [9999, 10_000],
        [1, 0],
      ]),
    );
    expect([reference, current]).toEqual(['█▁', '█·']);
  });

  it('let rare categories share a bar, and keep missing values apart', () => {
    const many = [
      ...bins(new Array<[number, number]>(30).fill([10, 10]), 'value'),
      ...bins([[10, 10]], 'missing'),
    ];
    const { reference } = drawHistograms(many);
    expect(reference).toHaveLength(12);
    expect(reference.at(-2)).toBe('█');
    expect(reference.at(-1)).toBe('▁');
  });
});
