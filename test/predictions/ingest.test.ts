import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExampleRegistry, makeRegistry } from './example-registry.js';

const HEADER = 'request_id,timestamp,price,demand,day,prediction,probability,latency_ms\n';

function row(id: string, hour: number, prediction = 'UP'): string {
  return `${id},1997-02-14T${String(hour).padStart(2, '0')}:30:00Z,0.0732,${hour},fri,${prediction},0.4463,0.1426\n`;
}

describe('ingesting predictions', () => {
  it('stores each row once, with its instant, its roles and its features', async () => {
    const registry = await makeRegistry();
    const report = await registry.ingest(registry.file('a.csv', HEADER + row('r1', 4) + row('r2', 5)));
    expect(report).toMatchObject({
      model: 'm',
      version: '1.0.0',
      predictions: {
        added: 2,
        duplicates: 0,
        conflicting: 0,
        firstAt: '1997-02-14T04:30:00.000Z',
        lastAt: '1997-02-14T05:30:00.000Z',
      },
      labels: null,
      rejected: { rows: 0, file: null },
      columns: { requestId: 'request_id', latencyMs: 'latency_ms' },
      features: ['price', 'demand', 'day'],
      changed: true,
      generation: 1,
    });
    const { read, columns } = await registry.window();
    expect(read[0]).toEqual({
      request_id: 'r1',
      timestamp: new Date('1997-02-14T04:30:00Z'),
      price: 0.0732,
      demand: 4n,
      day: 'fri',
      prediction: 'UP',
      probability: 0.4463,
      latency_ms: 0.1426,
    });
    expect(columns.find(({ name }) => name === 'demand')).toEqual({
      name: 'demand',
      sqlType: 'BIGINT',
      kind: 'integer',
    });
  });

  it('changes nothing when a file comes again', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', HEADER + row('r1', 4) + row('r2', 5));
    await registry.ingest(path);
    const again = await registry.ingest(path);
    expect(again).toMatchObject({
      changed: false,
      generation: null,
      predictions: { added: 0, duplicates: 2, conflicting: 0, firstAt: null },
    });
    expect((await registry.log()).head.generation).toBe(1);
  });

  it('keeps the first row of a request id, in the file and across files, and counts rows that say otherwise', async () => {
    const registry = await makeRegistry();
    const first = await registry.ingest(
      registry.file('a.csv', HEADER + row('r1', 4) + row('r1', 4) + row('r1', 4, 'DOWN') + row('r2', 5)),
    );
    expect(first.predictions).toMatchObject({ added: 2, duplicates: 2, conflicting: 1 });
    const second = await registry.ingest(
      registry.file('b.csv', HEADER + row('r2', 5) + row('r2', 6) + row('r3', 7) + row('r3', 7)),
    );
    expect(second.predictions).toMatchObject({ added: 1, duplicates: 3, conflicting: 1 });
    const { read } = await registry.window();
    expect(read.map(({ request_id, prediction }) => [request_id, prediction])).toEqual([
      ['r1', 'UP'],
      ['r2', 'UP'],
      ['r3', 'UP'],
    ]);
    expect(read[1]?.timestamp).toEqual(new Date('1997-02-14T05:30:00Z'));
  });

  it('lets two versions answer the same request', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', HEADER + row('r1', 4));
    await registry.ingest(path);
    const other = await registry.ingest(path, { to: 'm@2.0.0' });
    expect(other.predictions).toMatchObject({ added: 1, duplicates: 0 });
    expect((await registry.window({ version: '2.0.0' })).rows).toBe(1);
  });

  it('takes several files as one: all of them or nothing', async () => {
    const registry = await makeRegistry();
    registry.file('month/1.csv', HEADER + row('r1', 1) + row('r2', 2));
    registry.file('month/2.csv', HEADER + row('r2', 2) + row('r3', 3));
    const inputs = join(registry.folder, 'in/month/*.csv');
    const report = await registry.ingest(inputs);
    expect(report.predictions).toMatchObject({ added: 3, duplicates: 1 });
    expect((await registry.log()).predictions.map(({ rows, duplicates }) => [rows, duplicates])).toEqual([
      [2, 0],
      [1, 1],
    ]);
    registry.file('month/3.csv', HEADER + row('r4', 4));
    registry.file('month/4.csv', `${HEADER}r5,never,1,1,fri,UP,0.5,1\n`);
    await expect(registry.ingest(inputs)).rejects.toMatchObject({ kind: 'input' });
    expect((await registry.window()).rows).toBe(3);
    expect((await registry.log()).head.generation).toBe(1);
  });

  it('records where a batch came from', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', HEADER + row('r1', 4));
    await registry.ingest(path);
    const [batch] = (await registry.log()).predictions;
    const { createHash } = await import('node:crypto');
    expect(batch?.source).toEqual({
      name: path,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      bytes: readFileSync(path).length,
    });
  });

  it('stores nothing in a dry run, and says what it would store', async () => {
    const registry = await makeRegistry();
    const bad = `${row('r1', 4)}r2,never,1,1,fri,UP,0.5,1\n`;
    const report = await registry.ingest(registry.file('a.csv', HEADER + bad), {
      dryRun: true,
      maxBadRows: 1,
    });
    expect(report).toMatchObject({
      dryRun: true,
      changed: false,
      predictions: { added: 1 },
      rejected: { rows: 1, file: null },
    });
    expect(readdirSync(join(registry.folder, 'models/.dharma'))).toEqual(['log']);
  });

  it('leaves no temporary file behind', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', HEADER + row('r1', 4)));
    await expect(registry.ingest(registry.file('b.csv', 'a,b\n1,2\n'))).rejects.toThrow();
    expect(existsSync(join(registry.folder, 'models/.dharma/tmp'))).toBe(false);
  });

  it('sweeps what ingests that were killed left more than a day ago, and nothing else', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', HEADER + row('r1', 4)));
    const data = join(registry.folder, 'models/.dharma/predictions/m/data');
    const [kept = ''] = readdirSync(data);
    for (const name of ['old.parquet', 'new.parquet']) writeFileSync(join(data, name), 'x');
    for (const name of ['old.parquet', kept]) utimesSync(join(data, name), new Date(0), new Date(0));
    await registry.ingest(registry.file('b.csv', HEADER + row('r2', 5)));
    const names = readdirSync(data);
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining([kept, 'new.parquet']));
  });

  it('refuses an unknown version before it reads anything', async () => {
    const registry = await makeRegistry();
    await expect(registry.ingest('missing.csv', { to: 'm@9.0.0' })).rejects.toMatchObject({ kind: 'input' });
  });
});

describe('instants', () => {
  let registry: ExampleRegistry;
  beforeAll(async () => {
    registry = await makeRegistry();
  });
  const ingest = (text: string) =>
    registry.ingest(registry.file('a.csv', `id,time,prediction\n${text},${text},UP\n`));

  it('with an offset are that instant, and without one are UTC', async () => {
    const instants = {
      '1997-02-14T04:30:00Z': '1997-02-14T04:30:00.000Z',
      '1997-02-14T04:30:00+02:00': '1997-02-14T02:30:00.000Z',
      '1997-02-14 04:30:00-08': '1997-02-14T12:30:00.000Z',
      '1997-02-14 04:30:00.25': '1997-02-14T04:30:00.250Z',
      '1997-02-14': '1997-02-14T00:00:00.000Z',
    };
    const rows = Object.keys(instants).map((text) => `${text},${text},UP\n`);
    await registry.ingest(registry.file('a.csv', `id,time,prediction\n${rows.join('')}`));
    const { read } = await registry.window();
    expect(
      Object.fromEntries(
        read.map(({ request_id, timestamp }) => [request_id, (timestamp as Date).toISOString()]),
      ),
    ).toEqual(instants);
  });

  it.each(['never', 'infinity', 'epoch', '1997-02-30', '14/02/1997', '1700000000', '10000-01-01'])(
    'are not %s',
    async (text) => {
      await expect(ingest(text)).rejects.toThrow(
        `line 2: column "time": expected a time such as 2024-05-01T12:00:00Z, got "${text}"`,
      );
    },
  );
});

describe('values', () => {
  it('keeps request ids as they are written', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', 'id,time,prediction\n007,1997-02-14,1\n7,1997-02-14,0\n'));
    const json = '{"id":9007199254740993,"time":"1997-02-14","prediction":1}\n';
    await registry.ingest(registry.file('b.ndjson', json));
    const { read } = await registry.window();
    expect(read.map(({ request_id }) => request_id)).toEqual(['007', '7', '9007199254740993']);
  });

  it('keeps NaN and infinity in features', async () => {
    const registry = await makeRegistry();
    const text = 'id,time,x,prediction\nr1,1997-02-14,NaN,UP\nr2,1997-02-14,-inf,UP\nr3,1997-02-14,0.5,UP\n';
    await registry.ingest(registry.file('a.csv', text));
    expect((await registry.window()).read.map(({ x }) => x)).toEqual([Number.NaN, -Infinity, 0.5]);
  });

  it('reads a column again as fractions when whole numbers were only its beginning', async () => {
    const registry = await makeRegistry();
    const rows = Array.from({ length: 11_000 }, (_, i) => `r${i},1997-02-14,${i},${i},UP\n`);
    const last = 'last,1997-02-14,0.6,9007199254740993,UP\n';
    await registry.ingest(registry.file('a.csv', `id,time,x,big,prediction\n${rows.join('')}${last}`));
    const { read, columns } = await registry.window();
    expect(read[0]).toMatchObject({ request_id: 'last', x: 0.6, big: 9007199254740993n });
    expect(columns.find(({ name }) => name === 'x')?.kind).toBe('number');
  });

  it('counts a bad row once although the column it is in was read twice', async () => {
    const registry = await makeRegistry();
    const rows = Array.from({ length: 11_000 }, (_, i) => `r${i},1997-02-14,${i === 5 ? 'low' : i},UP\n`);
    const text = `id,time,x,prediction\n${rows.join('')}last,1997-02-14,0.6,UP\n`;
    const { rejected } = await registry.ingest(registry.file('a.csv', text), { maxBadRows: 9 });
    expect(rejected.rows).toBe(1);
    expect((await registry.window()).rows).toBe(11_000);
  });

  it('reads codes as text when told to', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', 'id,time,zip,prediction\nr1,1997-02-14,00501,UP\n');
    await registry.ingest(path, { textColumns: ['zip'] });
    expect((await registry.window()).read[0]?.zip).toBe('00501');
    await expect(registry.ingest(path, { textColumns: ['zap'] })).rejects.toThrow('has no column "zap"');
  });

  it('may have no prediction where the request failed', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', 'id,time,prediction,error\nr1,1997-02-14,,timeout\n'));
    expect((await registry.window()).read[0]).toMatchObject({ prediction: null, error: 'timeout' });
  });
});
