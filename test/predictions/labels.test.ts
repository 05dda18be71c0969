import { describe, expect, it } from 'vitest';
import { type ExampleRegistry, makeRegistry } from './example-registry.js';

const HEADER = 'id,time,prediction\n';
const predictions = (...ids: string[]) => HEADER + ids.map((id) => `${id},1997-02-14,UP\n`).join('');
const labels = (...pairs: [string, string][]) =>
  `id,actual\n${pairs.map((pair) => `${pair.join(',')}\n`).join('')}`;

async function actuals(registry: ExampleRegistry) {
  const { read } = await registry.window();
  return Object.fromEntries(read.map(({ request_id, actual }) => [request_id, actual]));
}

describe('labels', () => {
  it('join predictions whether they come before, with or after them', async () => {
    const registry = await makeRegistry();
    await registry.ingestLabels(registry.file('before.csv', labels(['r1', 'UP'])));
    await registry.ingest(registry.file('a.csv', predictions('r1', 'r2')));
    await registry.ingest(
      registry.file('with.csv', 'id,time,prediction,label\nr3,1997-02-14,UP,DOWN\nr4,1997-02-14,UP,\n'),
    );
    await registry.ingestLabels(registry.file('after.csv', labels(['r2', 'DOWN'], ['unknown', 'UP'])));
    expect(await actuals(registry)).toEqual({ r1: 'UP', r2: 'DOWN', r3: 'DOWN', r4: null });
  });

  it('do not multiply or drop predictions', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', predictions('r1', 'r2', 'r3')));
    await registry.ingestLabels(registry.file('1.csv', labels(['r1', 'UP'])));
    await registry.ingestLabels(registry.file('2.csv', labels(['r1', 'DOWN'])));
    const { read, rows } = await registry.window();
    expect([rows, read.length]).toEqual([3, 3]);
  });

  it('belong to the request: one label serves every version that answered it', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', predictions('r1'));
    await registry.ingest(path);
    await registry.ingest(path, { to: 'm@2.0.0' });
    const report = await registry.ingestLabels(registry.file('l.csv', labels(['r1', 'DOWN'])));
    expect(report.version).toBeNull();
    for (const version of ['1.0.0', '2.0.0']) {
      expect((await registry.window({ version })).read[0]?.actual).toBe('DOWN');
    }
  });

  it('are counted as added, said again or corrected, and the last one stays', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', predictions('r1', 'r2', 'r3')));
    const first = await registry.ingestLabels(registry.file('1.csv', labels(['r1', 'UP'], ['r2', 'UP'])));
    expect(first.labels).toEqual({ added: 2, duplicates: 0, corrected: 0 });
    const second = await registry.ingestLabels(
      registry.file(
        '2.csv',
        labels(['r1', 'UP'], ['r2', 'DOWN'], ['r3', 'UP'], ['r3', 'DOWN'], ['r3', 'DOWN']),
      ),
    );
    expect(second.labels).toEqual({ added: 1, duplicates: 2, corrected: 2 });
    expect(await actuals(registry)).toEqual({ r1: 'UP', r2: 'DOWN', r3: 'DOWN' });
    const third = await registry.ingestLabels(registry.file('3.csv', labels(['r2', 'UP'])));
    expect(third.labels).toEqual({ added: 0, duplicates: 0, corrected: 1 });
    expect(await actuals(registry)).toEqual({ r1: 'UP', r2: 'UP', r3: 'DOWN' });
  });

  it('change nothing when a file comes again, not even one that corrects itself', async () => {
    const registry = await makeRegistry();
    const path = registry.file('l.csv', labels(['r1', 'UP'], ['r1', 'DOWN'], ['r2', 'UP']));
    await registry.ingestLabels(path);
    expect(await registry.ingestLabels(path)).toMatchObject({
      changed: false,
      labels: { added: 0, duplicates: 3, corrected: 0 },
    });
  });

  it('are taken from a file whose predictions are all known', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', predictions('r1', 'r2')));
    const text = 'id,time,prediction,actual\nr1,1997-02-14,UP,DOWN\nr2,1997-02-14,UP,\n';
    expect(await registry.ingest(registry.file('b.csv', text))).toMatchObject({
      changed: true,
      predictions: { added: 0, duplicates: 2 },
      labels: { added: 1, duplicates: 0, corrected: 0 },
    });
    expect(await actuals(registry)).toEqual({ r1: 'DOWN', r2: null });
  });

  it('may be numbers, and 1 is 1 in every file', async () => {
    const registry = await makeRegistry();
    await registry.ingestLabels(registry.file('1.csv', labels(['r1', '1'], ['r2', '0.5'])));
    const report = await registry.ingestLabels(registry.file('2.csv', labels(['r1', '1.0'])));
    expect(report).toMatchObject({ changed: false, labels: { duplicates: 1 } });
  });

  it('are the last ones also where files disagree about what a label is', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', predictions('r1', 'r2')));
    await registry.ingestLabels(registry.file('1.csv', labels(['r1', 'UP'], ['r2', 'UP'])));
    await registry.ingestLabels(registry.file('2.csv', labels(['r1', '1'], ['r2', 'x'])));
    await registry.ingestLabels(registry.file('3.csv', labels(['r1', 'true'])));
    await registry.ingestLabels(registry.file('4.csv', labels(['r2', 'DOWN'])));
    expect(await actuals(registry)).toEqual({ r1: 'true', r2: 'DOWN' });
  });

  it('need a request id and a value in every row', async () => {
    const registry = await makeRegistry();
    await expect(
      registry.ingestLabels(registry.file('l.csv', labels(['r1', 'UP'], ['', 'UP'], ['r3', '']))),
    ).rejects.toThrow(/2 bad rows.*line 3: column "id": has no value.*line 4: column "actual": has no value/);
  });
});
