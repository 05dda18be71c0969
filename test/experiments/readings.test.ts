import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExperimentReadings, ReadingsRequest } from '../../src/experiments/readings.js';
import { readExperiment } from '../../src/governance/experiments/read-experiment.js';
import { metricsRecorded, requireRecorded } from '../../src/governance/experiments/recorded-metrics.js';
import { type ExampleRegistry, makeRegistry } from '../predictions/example-registry.js';

const HEADER = 'id,time,x,prediction,latency_ms,error\n';
const ALL = ['accuracy', 'error_rate', 'latency_ms', 'absolute_error'];

function read(
  { governance }: ExampleRegistry,
  request: Partial<ReadingsRequest> = {},
): Promise<ExperimentReadings> {
  return readExperiment(governance, 'm', {
    versions: ['1.0.0', '2.0.0'],
    from: '2026-01-01T00:00:00.000Z',
    to: null,
    cuts: [],
    metrics: ALL,
    ...request,
  });
}

/** The sums of a metric over all cells of a version: n and sum. */
function sums({ cells }: ExperimentReadings, metric: string, version = '1.0.0'): number[] {
  const own = cells.filter((cell) => cell.version === version).map(({ metrics }) => metrics[metric]);
  return [
    own.reduce((total, cell) => total + (cell?.n ?? 0), 0),
    own.reduce((total, cell) => total + (cell?.sum ?? 0), 0),
  ];
}

describe('what a test has seen in the prediction log', () => {
  it('is the units of each version by hour, with the sums of each metric', async () => {
    const registry = await makeRegistry();
    await registry.ingest(
      registry.file(
        'a.csv',
        `${HEADER}a,2026-01-01T00:10:00Z,1,UP,4,\nb,2026-01-01T00:50:00Z,1,UP,2,\nc,2026-01-01T01:00:00Z,1,DOWN,3,timeout\n`,
      ),
    );
    await registry.ingest(registry.file('b.csv', `${HEADER}d,2026-01-01T00:30:00Z,1,UP,8,\n`), {
      to: 'm@2.0.0',
    });
    await registry.ingestLabels(registry.file('labels.csv', 'id,actual\na,UP\nb,DOWN\nc,DOWN\nz,UP\n'));
    expect(await read(registry)).toEqual({
      cells: [
        {
          version: '1.0.0',
          from: '2026-01-01T00:00:00.000Z',
          units: 2,
          metrics: {
            accuracy: { n: 2, sum: 1, sumOfSquares: 1 },
            error_rate: { n: 2, sum: 0, sumOfSquares: 0 },
            latency_ms: { n: 2, sum: 6, sumOfSquares: 20 },
          },
        },
        {
          version: '2.0.0',
          from: '2026-01-01T00:00:00.000Z',
          units: 1,
          metrics: {
            error_rate: { n: 1, sum: 0, sumOfSquares: 0 },
            latency_ms: { n: 1, sum: 8, sumOfSquares: 64 },
          },
        },
        // A request that failed counts in the error rate alone.
        {
          version: '1.0.0',
          from: '2026-01-01T01:00:00.000Z',
          units: 1,
          metrics: { error_rate: { n: 1, sum: 1, sumOfSquares: 1 } },
        },
      ],
      units: 4,
      unitsInSeveralArms: 0,
      lastAt: '2026-01-01T01:00:00.000Z',
      leftOut: {},
    });
  });

  it('reaches from its beginning up to, and without, its end', async () => {
    const registry = await makeRegistry();
    const times = ['2025-12-31T23:59:59.999Z', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    const rows = times.map((time, index) => `${index},${time},1,UP,1,\n`).join('');
    await registry.ingest(registry.file('a.csv', HEADER + rows));
    const { units, lastAt } = await read(registry, { to: '2026-01-02T00:00:00.000Z' });
    expect({ units, lastAt }).toEqual({ units: 1, lastAt: '2026-01-01T00:00:00.000Z' });
    expect(await read(registry, { from: '2027-01-01T00:00:00.000Z' })).toEqual({
      cells: [],
      units: 0,
      unitsInSeveralArms: 0,
      lastAt: null,
      leftOut: {},
    });
  });

  it('counts units that several versions served', async () => {
    const registry = await makeRegistry();
    const rows = (ids: string) => [...ids].map((id) => `${id},2026-01-01T00:00:00Z,1,UP,1,\n`).join('');
    await registry.ingest(registry.file('a.csv', HEADER + rows('abcd')));
    await registry.ingest(registry.file('b.csv', HEADER + rows('cdefg')), { to: 'm@2.0.0' });
    expect(await read(registry)).toMatchObject({ units: 7, unitsInSeveralArms: 2 });
  });

  it('leaves latencies out that cannot be, and says how many', async () => {
    const registry = await makeRegistry();
    const rows = ['0', '-1', '5', '', 'inf'].map(
      (latency, index) => `${index},2026-01-01T00:00:00Z,1,UP,${latency},\n`,
    );
    await registry.ingest(registry.file('a.csv', HEADER + rows.join('')));
    const readings = await read(registry);
    expect(sums(readings, 'latency_ms')).toEqual([1, 5]);
    expect(readings.leftOut).toEqual({ latency_ms: 3 });
  });

  it.each([
    ['whole numbers and fractions', '1\n0\n2', '1.0\n1.0\n2', [3, 2]],
    ['numbers and text', '1\n2\n3', '1.0\nx\ny', [3, 1]],
    ['true and false in other letters', 'true\nfalse\ntrue', 'True\nTRUE\nTRUE', [3, 2]],
    ['true and false, and 1 and 0', 'true\nfalse\ntrue', '1\n1\n1', [3, 2]],
    ['words', 'UP\nDOWN\nUP', 'UP\nUP\nup', [3, 1]],
  ])('finds a prediction right among %s', async (_name, predicted, actual, expected) => {
    const registry = await makeRegistry();
    const predictions = predicted.split('\n').map((value, index) => `${index},2026-01-01,1,${value}\n`);
    const labels = actual.split('\n').map((value, index) => `${index},${value}\n`);
    await registry.ingest(registry.file('a.csv', `id,time,x,prediction\n${predictions.join('')}`));
    await registry.ingestLabels(registry.file('labels.csv', `id,actual\n${labels.join('')}`));
    expect(sums(await read(registry), 'accuracy')).toEqual(expected);
  });

  it('knows how far numbers are off', async () => {
    const registry = await makeRegistry();
    await registry.ingest(
      registry.file('a.csv', 'id,time,x,prediction\na,2026-01-01,1,1.5\nb,2026-01-01,1,3\n'),
    );
    await registry.ingestLabels(registry.file('labels.csv', 'id,actual\na,2\nb,1\n'));
    expect(sums(await read(registry), 'absolute_error')).toEqual([2, 2.5]);
  });

  it('is the same in any order of the rows, to the last bit', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => {
      const minute = String(index % 60).padStart(2, '0');
      return `${index},2026-01-01T0${index % 7}:${minute}:00Z,1,UP,${(index * 7919.17) % 13.7},\n`;
    });
    const readings = [];
    for (const order of [rows, [...rows].reverse()]) {
      const registry = await makeRegistry();
      await registry.ingest(registry.file('a.csv', HEADER + order.join('')));
      readings.push(JSON.stringify(await read(registry)));
    }
    expect(readings[0]).toBe(readings[1]);
    expect(readings[0]).toContain('"units":5000');
  });

  it('is not read from a log whose files are gone', async () => {
    const registry = await makeRegistry();
    await registry.ingest(registry.file('a.csv', `${HEADER}a,2026-01-01,1,UP,1,\n`));
    const data = join(registry.folder, 'models/.dharma/predictions/m/data');
    for (const name of readdirSync(data)) rmSync(join(data, name));
    await expect(read(registry)).rejects.toMatchObject({ kind: 'integrity' });
  });
});

describe('the metrics that were ever recorded', () => {
  it('are those whose columns, and labels, there are', async () => {
    const registry = await makeRegistry();
    const recorded = async () => [...(await metricsRecorded(registry.governance, 'm'))].sort();
    expect(await recorded()).toEqual([]);
    await registry.ingest(registry.file('a.csv', 'id,time,x,prediction\na,2026-01-01,1,2\n'));
    expect(await recorded()).toEqual([]);
    await registry.ingestLabels(registry.file('labels.csv', 'id,actual\na,2\n'));
    expect(await recorded()).toEqual(['absolute_error', 'accuracy']);
    await registry.ingest(
      registry.file('b.csv', 'id,time,x,prediction,latency,error\nb,2026-01-01,1,2,3,\n'),
    );
    expect(await recorded()).toEqual(['absolute_error', 'accuracy', 'error_rate', 'latency_ms']);
  });

  it.each([
    ['accuracy', /predictions and labels: dharma-gov ingest-predictions m@production --labels/],
    ['absolute_error', /numbers as predictions and as labels/],
    ['error_rate', /column of errors in the predictions: see --error/],
    ['latency_ms', /column of latencies in the predictions: see --latency/],
    ['renewed', /record it with dharma-gov ab-test record m FILE/],
  ])('are needed for a test on %s, and it is said how to get them', async (metric, hint) => {
    const { governance } = await makeRegistry();
    const metrics = [{ metric, role: 'goal', direction: 'higher' }] as const;
    await expect(requireRecorded(governance, { model: 'm', metrics })).rejects.toMatchObject({
      kind: 'inconclusive',
      message: `${metric} of m was never recorded`,
      hint: expect.stringMatching(hint),
    });
  });
});
