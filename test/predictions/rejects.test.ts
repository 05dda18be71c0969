import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { GovError } from '../../src/core/errors.js';
import { type ExampleRegistry, makeRegistry } from './example-registry.js';

const HEADER = 'request_id,timestamp,x,note,prediction\n';
const good = (id: string | number) => `r${id},1997-02-14,0.5,n,UP\n`;

/** Ingests a file and returns what was rejected of it. */
async function rejectsOf(registry: ExampleRegistry, name: string, content: string | Uint8Array) {
  const { rejected } = await registry.ingest(registry.file(name, content), { maxBadRows: 1e6 });
  return { ...rejected, places: rejected.first.map(({ line, column, reason }) => [line, column, reason]) };
}

function listedIn(file: string | null, registry: ExampleRegistry): string[] {
  return readFileSync(join(registry.folder, 'models', (file ?? '').split('models/')[1] ?? ''), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll(`${registry.folder}/in/`, ''));
}

describe('a row that cannot be kept', () => {
  it('is rejected with its line, column, reason and text', async () => {
    const registry = await makeRegistry();
    const text = `${HEADER}${good(1)}r2,1997-02-14,oops,n,UP\n\n,1997-02-14,1,"two\nlines",UP\nr4,never,1,n,UP\nr5,1997-02-14\n`;
    const { rows, file } = await rejectsOf(registry, 'a.csv', text);
    expect(rows).toBe(4);
    expect(listedIn(file, registry)).toEqual([
      'a.csv,3,x,"expected a number, got ""oops""","r2,1997-02-14,oops,n,UP"',
      'a.csv,5,request_id,has no value,",1997-02-14,1,""two',
      'lines"",UP"',
      'a.csv,7,timestamp,"expected a time such as 2024-05-01T12:00:00Z, got ""never""","r4,never,1,n,UP"',
      'a.csv,8,,"expected 5 columns, found 2","r5,1997-02-14"',
    ]);
  });

  it('is one reject however many of its values are bad', async () => {
    const registry = await makeRegistry();
    const text =
      'request_id,timestamp,x,y,prediction\nr1,1997-02-14,1,2,UP\nr2,never,a,b,UP\nr3,1997-02-14,1,2,UP\n';
    const { rows, places } = await rejectsOf(registry, 'a.csv', text);
    expect(rows).toBe(1);
    expect(places).toEqual([[3, 'x', 'expected a number, got "a"']]);
  });

  it('may hold a quote that is not closed, which does not hide the lines it swallows', async () => {
    const registry = await makeRegistry();
    const lines = Array.from({ length: 12_000 }, (_, i) => good(i));
    lines[5000] = 'r5000,1997-02-14,0.5,"n,UP\n';
    const path = registry.file('a.csv', HEADER + lines.join(''));
    const error = await registry.ingest(path, { maxBadRows: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GovError);
    const { rows, places } = await rejectsOf(registry, 'a.csv', HEADER + lines.join(''));
    expect(rows).toBe(7000);
    expect(places).toEqual([
      [5002, null, 'a quote is opened and not closed as it should be'],
      [5002, null, '6999 more lines were swallowed by the unclosed quote'],
    ]);
    expect((await registry.window()).rows).toBe(5000);
  });

  it('is not a field with line ends in it', async () => {
    const registry = await makeRegistry();
    const text = `${HEADER}r1,1997-02-14,1,"a\n\nb\nc",UP\n${good(2)}`;
    expect((await rejectsOf(registry, 'a.csv', text)).rows).toBe(0);
    expect((await registry.window()).read[0]?.note).toBe('a\n\nb\nc');
  });

  it('is found on its line behind fields with line ends and quotes', async () => {
    const registry = await makeRegistry();
    const text = `${HEADER}r1,1997-02-14,1,"say ""a"",\nb",UP\nr2,1997-02-14,1,5" pipe,UP\nr3,never,1,n,UP\n`;
    expect((await rejectsOf(registry, 'a.csv', text)).first[0]).toMatchObject({
      line: 5,
      raw: 'r3,never,1,n,UP',
    });
  });

  it('may hold bytes that are not UTF-8, or be far too long', async () => {
    const registry = await makeRegistry();
    const latin1 = Buffer.from(`${HEADER}${good(1)}r2,1997-02-14,1,caf\xe9,UP\n`, 'latin1');
    expect((await rejectsOf(registry, 'a.csv', latin1)).places).toEqual([
      [3, 'note', 'holds bytes that are not UTF-8'],
    ]);
    const long = `${HEADER}${good(3)}r4,1997-02-14,1,${'x'.repeat(1e7)},UP\n${good(5)}`;
    expect((await rejectsOf(registry, 'b.csv', long)).places).toEqual([
      [3, null, 'is longer than 2,000,000 bytes'],
    ]);
    expect((await registry.window()).rows).toBe(3);
  });

  it('is found on its line anywhere in a file that is read in many parts', async () => {
    const registry = await makeRegistry();
    const lines = Array.from({ length: 40_000 }, (_, i) => `r${i},1997-02-14,0.5,${'n'.repeat(400)},UP\n`);
    lines[20_000] = 'r20000,1997-02-14,low,n,UP\n';
    lines[35_000] = 'r35000,never,0.5,n,UP\n';
    lines[39_000] = 'r39000\n';
    const { places } = await rejectsOf(registry, 'a.csv', HEADER + lines.join(''));
    expect(places.map(([line, column]) => [line, column])).toEqual([
      [20_002, 'x'],
      [35_002, 'timestamp'],
      [39_002, null],
    ]);
  });

  it('is found in gzipped files and on standard input too', async () => {
    const registry = await makeRegistry();
    const text = `${HEADER}${good(1)}r2,never,1,n,UP\n`;
    expect((await rejectsOf(registry, 'a.csv.gz', gzipSync(text))).places[0]?.[0]).toBe(3);
    async function* stdin() {
      yield Buffer.from(text);
    }
    const { rejected } = await registry.ingest('-', { stdin: stdin(), maxBadRows: 1 });
    expect(rejected.first[0]).toMatchObject({ source: '<stdin>', line: 3 });
  });
});

describe('a bad line of NDJSON', () => {
  it('is rejected with its number, never read as a row of nulls', async () => {
    const registry = await makeRegistry();
    const line = (id: string, more = '') =>
      `{"request_id":"${id}","timestamp":"1997-02-14","x":1,"prediction":"UP"${more}}\n`;
    const text = `${line('r1')}{"request_id":\n\n[1,2]\n5\n${line('r2')}{"request_id":"r3","timestamp":"1997-02-14","x":"low","prediction":"UP"}\n${line('')}{"x":1}\n${line('r4', ',"y":2')}`;
    const { rows, file } = await rejectsOf(registry, 'a.ndjson', text);
    expect(rows).toBe(6);
    expect(listedIn(file, registry).map((reject) => reject.split(',').slice(1, 4).join(','))).toEqual([
      '2,,not a JSON object',
      '4,,not a JSON object',
      '5,,not a JSON object',
      '7,x,"expected a number',
      '8,request_id,has no value',
      '9,request_id,has no value',
    ]);
    const { read } = await registry.window();
    expect(read.map(({ request_id, y }) => [request_id, y])).toEqual([
      ['r1', null],
      ['r2', null],
      ['r4', 2n],
    ]);
  });
});

describe('a bad row of Parquet', () => {
  it('is rejected with its number', async () => {
    const registry = await makeRegistry();
    const { withDuckDb } = await import('../../src/adapters/duckdb/session.js');
    const path = join(registry.folder, 'p.parquet');
    await withDuckDb({ temporary: { path: join(registry.folder, 'tmp'), place: 'tmp' } }, (session) =>
      session.run(`COPY (SELECT * FROM (VALUES (1, TIMESTAMP '1997-02-14 04:30:00', 'UP', '0.5'), (NULL, TIMESTAMP '1997-02-14', 'UP', '0.5'),
        (3, NULL, 'UP', '0.5'), (4, TIMESTAMP '1997-02-14', 'UP', 'high')) t(id, time, prediction, score)) TO '${path}'`),
    );
    const { rejected } = await registry.ingest(path, { maxBadRows: 3 });
    expect(rejected.first.map(({ line, column, raw }) => [line, column, raw])).toEqual([
      [2, 'id', ''],
      [3, 'time', ''],
      [4, 'score', ''],
    ]);
    expect((await registry.window()).read[0]).toMatchObject({
      request_id: '1',
      timestamp: new Date('1997-02-14T04:30:00Z'),
      probability: 0.5,
    });
  });
});

describe('how many bad rows are allowed', () => {
  const text = `${HEADER}${good(1)}r2,never,1,n,UP\nr3,never,1,n,UP\n`;

  it('is none unless told otherwise: nothing is ingested, and the message names the file that lists them', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', text);
    const error = (await registry.ingest(path).catch((thrown: unknown) => thrown)) as GovError;
    expect(error.kind).toBe('input');
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(
      /^nothing ingested: 2 bad rows, 0 allowed: .*a\.csv: line 3: column "timestamp": .*; .*line 4/,
    );
    const [name = ''] = readdirSync(join(registry.folder, 'models/.dharma/rejects'));
    expect(error.hint).toContain(name);
    expect(existsSync(join(registry.folder, 'models/.dharma/predictions'))).toBe(false);
  });

  it('counts exactly, over all files', async () => {
    const registry = await makeRegistry();
    const paths = [registry.file('a.csv', text), registry.file('b.csv', text.replace(good(1), good(9)))];
    await expect(registry.ingest(paths, { maxBadRows: 3 })).rejects.toThrow('4 bad rows, 3 allowed');
    expect((await registry.ingest(paths, { maxBadRows: 4 })).predictions?.added).toBe(2);
  });

  it('writes the same list again instead of another one', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', text);
    for (let attempt = 0; attempt < 2; attempt++) await registry.ingest(path).catch(() => undefined);
    expect(readdirSync(join(registry.folder, 'models/.dharma/rejects'))).toHaveLength(1);
  });
});

describe('a value of another kind than the column holds', () => {
  it('is bad when most of the file, or an earlier file, holds numbers', async () => {
    const registry = await makeRegistry();
    const header = 'request_id,timestamp,x,prediction\n';
    const mostly = `${header}r1,1997-02-14,1,UP\nr2,1997-02-14,2,UP\nr3,1997-02-14,low,UP\n`;
    expect((await rejectsOf(registry, 'a.csv', mostly)).places).toEqual([
      [4, 'x', 'expected a number, got "low"'],
    ]);
    const later = `${header}r4,1997-02-14,low,UP\nr5,1997-02-14,high,UP\n`;
    expect((await rejectsOf(registry, 'b.csv', later)).rows).toBe(2);
  });

  it('is none in a column of words, even of words that are numbers', async () => {
    const registry = await makeRegistry();
    const header = 'request_id,timestamp,x,prediction\n';
    await registry.ingest(registry.file('a.csv', `${header}r1,1997-02-14,low,UP\nr2,1997-02-14,1,UP\n`));
    await registry.ingest(registry.file('b.csv', `${header}r3,1997-02-14,3,UP\n`));
    const { read, conflicts } = await registry.window();
    expect(read.map(({ x }) => x)).toEqual(['low', '1', '3']);
    expect(conflicts).toEqual([]);
  });
});
