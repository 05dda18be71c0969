import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withDuckDb } from '../../src/adapters/duckdb/session.js';
import { openDataSet } from '../../src/adapters/duckdb/summary-data-set.js';

const folder = mkdtempSync(join(tmpdir(), 'dharma-nulls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = 5003;

/** What is counted of 0 .. ROWS - 1, with nulls in place of the numbers given. */
async function countWithout(numbers: readonly number[]) {
  return withDuckDb({ temporary: { path: join(folder, 'tmp'), place: 'tmp' } }, async (session) => {
    const missing = numbers.length === 0 ? 'false' : `range IN (${numbers.join(', ')})`;
    const relation = `(SELECT CASE WHEN NOT ${missing} THEN range::DOUBLE END AS x FROM range(${ROWS}))`;
    const data = openDataSet(session, { place: 'x', relation, columns: [{ name: 'x', kind: 'number' }] });
    const request = { type: 'numbers', name: 'x', edges: [100, 4000], center: 2500, values: null } as const;
    return (await data.summarize([{ ...request, range: null }])).get('x');
  });
}

it('counts every null of a column, wherever in a chunk of rows it stands', async () => {
  expect(await countWithout([])).toMatchObject({ nulls: 0, counts: [101, 3900, 1002] });
  for (const place of [0, 7, 8, 63, 64, 2047, 2048, 4095, 4096, 4999, 5002]) {
    expect(await countWithout([place])).toMatchObject({ rows: ROWS, nulls: 1 });
  }
  const some = await countWithout([1, 2, 3, 150, 5000]);
  expect(some).toMatchObject({ nulls: 5, counts: [98, 3899, 1001], min: 0, max: 5002 });
});
