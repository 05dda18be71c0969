import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRegistry } from './example-registry.js';

const HEADER = 'id,time,x,prediction\n';

describe('a window of the prediction log', () => {
  it('holds the rows from its beginning up to, and without, its end, over all batches', async () => {
    const registry = await makeRegistry();
    const days = ['1997-02-28T23:59:59.999Z', '1997-03-01', '1997-03-31T23:59:59.9995Z', '1997-04-01'];
    await registry.ingest(registry.file('1.csv', `${HEADER}a,${days[0]},1,UP\nb,${days[1]},2,UP\n`));
    await registry.ingest(registry.file('2.csv', `${HEADER}c,${days[2]},3,UP\nd,${days[3]},4,UP\n`));
    const march = { from: '1997-03-01T00:00:00.000Z', to: '1997-04-01T00:00:00.000Z' };
    const { read, rows } = await registry.window(march);
    expect(read.map(({ request_id }) => request_id)).toEqual(['b', 'c']);
    expect(rows).toBe(2);
  });

  it('touches no file outside of it', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('1.csv', `${HEADER}a,1997-02-01,1,UP\n`));
    const data = join(registry.folder, 'models/.dharma/predictions/m/data');
    const february = readdirSync(data);
    await registry.ingest(registry.file('2.csv', `${HEADER}b,1997-03-01,1,UP\n`));
    for (const name of february) rmSync(join(data, name));
    expect((await registry.window({ from: '1997-03-01T00:00:00.000Z' })).rows).toBe(1);
    await expect(registry.window()).rejects.toMatchObject({ kind: 'integrity' });
  });

  it('is empty, not an error, where nothing was served', async () => {
    const registry = await makeRegistry();
    expect(await registry.window()).toMatchObject({ rows: 0, read: [], labelled: null });
    await registry.ingest(registry.file('1.csv', `${HEADER}a,1997-02-01,1,UP\n`));
    expect((await registry.window({ from: '2000-01-01T00:00:00.000Z' })).rows).toBe(0);
  });

  it('has the columns of all its batches, null where a batch lacks one', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('1.csv', 'id,time,x,prediction\na,1997-02-01,1,UP\n'));
    await registry.ingest(registry.file('2.csv', 'id,time,x,y,prediction\nb,1997-02-02,0.5,2,UP\n'));
    const { read, columns, conflicts } = await registry.window();
    expect(read.map(({ x, y }) => [x, y])).toEqual([
      [1, null],
      [0.5, 2n],
    ]);
    expect(columns.map(({ name, kind }) => [name, kind])).toContainEqual(['x', 'number']);
    expect(conflicts).toEqual([]);
  });

  it('reads a column as text where its batches disagree, and says so', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('1.csv', 'id,time,x,prediction\na,1997-02-01,true,UP\n'));
    await registry.ingest(registry.file('2.csv', 'id,time,x,prediction\nb,1997-02-02,0.5,UP\n'));
    const { read, conflicts } = await registry.window();
    expect(read.map(({ x }) => x)).toEqual(['true', '0.5']);
    expect(conflicts).toEqual(['x']);
  });

  it('reads a column without any value as whatever the others hold', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('1.csv', 'id,time,x,prediction\na,1997-02-01,,UP\n'));
    await registry.ingest(registry.file('2.csv', 'id,time,x,prediction\nb,1997-02-02,0.5,UP\n'));
    const { read, conflicts } = await registry.window();
    expect(read.map(({ x }) => x)).toEqual([null, 0.5]);
    expect(conflicts).toEqual([]);
  });
});
