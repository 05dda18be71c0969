import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Screen } from '../../src/cli/render/screen.js';
import { renderTable } from '../../src/cli/render/table.js';
import { displayColumns } from '../../src/cli/render/text.js';

const plain = (text: string) => text;
const screen = (columns: number, isTty = true): Screen => ({
  isTty,
  columns,
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
});

const SENTENCE = 'a sentence that goes on for longer than a column of a table should';
const HEAD = ['NAME', 'ROWS', 'SHARE', 'NOTE'];
const ROWS = [
  ['eu', '1,000', '12.5 %', SENTENCE],
  ['us', '30', '0.4 %', 'short'],
];
const LEAVE_OUT = ['SHARE', 'ROWS'];
const draw = async (columns: number, rows: readonly string[][] = ROWS) =>
  (await renderTable(screen(columns), HEAD, rows, LEAVE_OUT)).split('\n');

describe('a table', () => {
  it('is whole where there is room', async () => {
    expect(await draw(100)).toEqual([
      'NAME  ROWS   SHARE   NOTE',
      `eu    1,000  12.5 %  ${SENTENCE}`,
      'us    30     0.4 %   short',
    ]);
  });

  it('shortens what is long before it leaves a column out', async () => {
    expect(await draw(50)).toEqual([
      'NAME  ROWS   SHARE   NOTE',
      'eu    1,000  12.5 %  a sentence that goes on for …',
      'us    30     0.4 %   short',
    ]);
  });

  it('leaves out what is missed least, and says so', async () => {
    expect(await draw(40)).toEqual([
      'NAME  ROWS   NOTE',
      'eu    1,000  a sentence that goes on fo…',
      'us    30     short',
      'no room for SHARE: a wider terminal or …',
    ]);
  });

  it('is complete on a pipe', async () => {
    const text = await renderTable(screen(20, false), HEAD, ROWS, LEAVE_OUT);
    expect(text).toBe([HEAD, ...ROWS].map((row) => row.join('\t')).join('\n'));
  });

  it('tells a column of data from another of the same title', async () => {
    const text = await renderTable(
      screen(20),
      ['ROWS', 'ROWS', 'N'],
      [['eu', '1,000,000,000', '10']],
      ['ROWS'],
    );
    expect(text.split('\n').slice(0, 2)).toEqual(['ROWS  N', 'eu    10']);
  });

  it('is never wider than the terminal, whatever it holds', async () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('价', '格', '🙂', 'é', 'e\u0301'), maxLength: 40 }),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 40, max: 120 }), async (cells, columns) => {
        const lines = await draw(columns, cells);
        expect(lines.filter((line) => displayColumns(line) > columns)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
