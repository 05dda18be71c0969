import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import type { MetricSums } from '../../src/experiments/metric-sums.js';
import type { ExperimentReadings } from '../../src/experiments/readings.js';
import { readExperiment, readOutcomeLog } from '../../src/governance/experiments/read-experiment.js';
import { metricsRecorded } from '../../src/governance/experiments/recorded-metrics.js';
import {
  type RecordReport,
  type RecordRequest,
  recordOutcomes,
} from '../../src/governance/predictions/record-outcomes.js';
import { auditRegistry } from '../../src/index.js';
import { type ExampleRegistry, makeRegistry } from './example-registry.js';

function record(
  { governance }: ExampleRegistry,
  inputs: string | readonly string[],
  options: Partial<RecordRequest> = {},
): Promise<RecordReport> {
  return recordOutcomes(governance, {
    model: 'm',
    inputs: [inputs].flat(),
    stdin: null,
    format: null,
    metrics: null,
    columns: {},
    maxBadRows: null,
    reason: null,
    dryRun: false,
    ...options,
  });
}

function read({ governance }: ExampleRegistry, ...metrics: string[]): Promise<ExperimentReadings> {
  return readExperiment(governance, 'm', {
    versions: ['1.0.0', '2.0.0'],
    from: '2026-01-01T00:00:00.000Z',
    to: null,
    cuts: [],
    metrics,
  });
}

async function sumsOf(registry: ExampleRegistry, metric: string): Promise<(MetricSums | undefined)[]> {
  const { cells } = await read(registry, metric);
  return cells.map(({ metrics }) => metrics[metric]);
}

/** A registry where 1.0.0 served a, b and c, and 2.0.0 served d. */
async function servedRegistry(): Promise<ExampleRegistry> {
  const registry = await makeRegistry();
  const rows = (ids: string) =>
    `id,time,x,prediction\n${[...ids].map((id) => `${id},2026-01-01,1,UP\n`).join('')}`;
  await registry.ingest(registry.file('a.csv', rows('abc')));
  await registry.ingest(registry.file('b.csv', rows('d')), { to: 'm@2.0.0' });
  return registry;
}

describe('recorded outcomes', () => {
  it('join the units of the prediction log by request id, each metric by itself', async () => {
    const registry = await servedRegistry();
    const file = registry.file('o.csv', 'request_id,renewed,revenue\na,1,49.5\nb,0,\nd,1,10\nunknown,1,1\n');
    expect(await record(registry, file)).toMatchObject({
      outcomes: [
        { metric: 'renewed', added: 4, duplicates: 0, corrected: 0 },
        { metric: 'revenue', added: 3, duplicates: 0, corrected: 0 },
      ],
      exposures: [],
      rejected: { rows: 0 },
      changed: true,
      generation: 1,
    });
    const { cells, units } = await read(registry, 'renewed', 'revenue');
    expect(units).toBe(4);
    expect(cells.map(({ version, units: own, metrics }) => [version, own, metrics])).toEqual([
      [
        '1.0.0',
        3,
        { renewed: { n: 2, sum: 1, sumOfSquares: 1 }, revenue: { n: 1, sum: 49.5, sumOfSquares: 2450.25 } },
      ],
      [
        '2.0.0',
        1,
        { renewed: { n: 1, sum: 1, sumOfSquares: 1 }, revenue: { n: 1, sum: 10, sumOfSquares: 100 } },
      ],
    ]);
    expect(await metricsRecorded(registry.governance, 'm')).toEqual(new Set(['renewed', 'revenue']));
  });

  it('count nothing twice: the same again changes nothing, a later value replaces the earlier', async () => {
    const registry = await servedRegistry();
    const first = registry.file('1.csv', 'id,renewed\na,1\nb,0\n');
    await record(registry, first);
    expect(await record(registry, first)).toMatchObject({
      outcomes: [{ added: 0, duplicates: 2, corrected: 0 }],
      changed: false,
      generation: null,
    });
    const second = registry.file('2.csv', 'id,renewed\na,1\nb,1\nc,0\nc,1\n');
    expect(await record(registry, second)).toMatchObject({
      outcomes: [{ added: 1, duplicates: 1, corrected: 2 }],
      generation: 2,
    });
    expect(await sumsOf(registry, 'renewed')).toEqual([{ n: 3, sum: 3, sumOfSquares: 3 }, undefined]);
  });

  it('are the same from every format, and true and false are 1 and 0', async () => {
    const registry = await servedRegistry();
    const csv = 'id,renewed,revenue\na,true,1.5\nb,false,2\n';
    const parquet = join(registry.folder, 'in/o.parquet');
    const file = registry.file('o.csv', csv);
    const duckdb = await DuckDBInstance.create(':memory:');
    const connection = await duckdb.connect();
    await connection.run(`COPY (FROM read_csv('${file}')) TO '${parquet}' (FORMAT parquet)`);
    const ndjson = '{"id":"a","renewed":true,"revenue":1.5}\n{"id":"b","renewed":false,"revenue":2}\n';
    await record(registry, file);
    for (const same of [
      registry.file('o.csv.gz', gzipSync(csv)),
      registry.file('o.ndjson', ndjson),
      parquet,
      registry.file('numbers.csv', 'id,renewed,revenue\na,1,1.5\nb,0,2.0\n'),
    ]) {
      const { outcomes, changed } = await record(registry, same);
      expect({ changed, duplicates: outcomes.map(({ duplicates }) => duplicates) }, same).toEqual({
        changed: false,
        duplicates: [2, 2],
      });
    }
    const { outcomes } = await record(registry, '-', {
      stdin: (async function* () {
        yield Buffer.from('id,renewed\na,0\n');
      })(),
      format: 'csv',
    });
    expect(outcomes).toEqual([{ metric: 'renewed', added: 0, duplicates: 0, corrected: 1 }]);
  });

  it('can say by themselves which version served a request', async () => {
    const registry = await servedRegistry();
    const file = registry.file(
      'o.csv',
      [
        'id,version,time,renewed',
        // a is in the prediction log: its instant there counts.
        'a,1.0.0,2026-01-05T00:00:00Z,1',
        'e,1.0.0,2026-01-02T00:30:00Z,1',
        'f,2.0.0,2026-01-02T00:40:00Z,0',
        'f,2.0.0,2026-01-03T00:00:00Z,1',
        '',
      ].join('\n'),
    );
    const report = await record(registry, file);
    expect(report).toMatchObject({
      outcomes: [{ metric: 'renewed', added: 3, corrected: 1 }],
      exposures: [
        { version: '1.0.0', added: 2, duplicates: 0 },
        { version: '2.0.0', added: 1, duplicates: 1 },
      ],
    });
    const { cells, units, unitsInSeveralArms, lastAt } = await read(registry, 'renewed', 'error_rate');
    expect({ units, unitsInSeveralArms, lastAt }).toEqual({
      units: 6,
      unitsInSeveralArms: 0,
      lastAt: '2026-01-02T00:40:00.000Z',
    });
    expect(cells.map(({ version, from, units: own }) => [version, from.slice(8, 13), own])).toEqual([
      ['1.0.0', '01T00', 3],
      ['2.0.0', '01T00', 1],
      ['1.0.0', '02T00', 1],
      ['2.0.0', '02T00', 1],
    ]);
    expect(cells.map(({ metrics }) => metrics.renewed?.sum)).toEqual([1, undefined, 1, 1]);
    expect(await record(registry, file)).toMatchObject({ changed: false });
  });

  it('count requests that the recorded version and the prediction log disagree about as seen by both', async () => {
    const registry = await servedRegistry();
    await record(registry, registry.file('o.csv', 'id,version,time\na,2.0.0,2026-01-01T00:00:00Z\n'));
    expect(await read(registry)).toMatchObject({ units: 4, unitsInSeveralArms: 1 });
  });

  it('count as of now where nothing says when a version served a request', async () => {
    const registry = await makeRegistry();
    const before = Date.now();
    await record(registry, registry.file('o.csv', 'id,model_version\na,1.0.0\n'));
    const { lastAt } = await read(registry);
    expect(Date.parse(lastAt ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(lastAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('are only those columns that are asked for', async () => {
    const registry = await servedRegistry();
    const file = registry.file('o.csv', 'id,country,renewed,revenue\na,fr,1,2\n');
    await expect(record(registry, file)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/o\.csv: column "country" holds text, not numbers/),
    });
    expect((await record(registry, file, { metrics: ['revenue'] })).outcomes).toEqual([
      { metric: 'revenue', added: 1, duplicates: 0, corrected: 0 },
    ]);
    await expect(record(registry, file, { metrics: ['profit'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/has no other column "profit"/),
    });
  });

  it.each([
    ['a metric of the prediction log', 'id,latency_ms\na,1\n', /latency_ms comes from the prediction log/],
    ['a name that no test could name', 'id,a:b\na,1\n', /column "a:b" cannot name a metric/],
    ['nothing but ids', 'id\na\n', /has no column to record/],
    ['no ids', 'renewed\n1\n', /no column is known to be the request id/],
  ])('are refused for %s', async (_name, content, message) => {
    const registry = await servedRegistry();
    const file = registry.file('o.csv', content);
    await expect(record(registry, file)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message),
    });
  });

  it('leave bad rows out when so many are allowed, and list each with line, column and reason', async () => {
    const registry = await servedRegistry();
    const file = registry.file(
      'o.csv',
      'id,version,renewed,revenue\na,1.0.0,1,5\nb,9.9.9,1,5\n,1.0.0,1,5\nc,1.0.0,yes,5\nd,2.0.0,1,inf\ne,,1,5\nf,2.0.0,0,5\n',
    );
    await expect(record(registry, file)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/^nothing recorded: 5 bad rows, 0 allowed: /),
    });
    expect(await metricsRecorded(registry.governance, 'm')).toEqual(new Set());
    const report = await record(registry, file, { maxBadRows: 5 });
    expect(report.outcomes).toMatchObject([{ added: 2 }, { added: 2 }]);
    const rejects = readFileSync(
      join(registry.folder, 'models/.dharma/rejects', report.rejected.file?.split('/').at(-1) ?? ''),
      'utf8',
    );
    expect(
      rejects
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(line.indexOf(',') + 1)),
    ).toEqual([
      '3,,"expected a version of the model, got ""9.9.9""","b,9.9.9,1,5"',
      '4,id,has no value,",1.0.0,1,5"',
      '5,renewed,"expected a number, got ""yes""","c,1.0.0,yes,5"',
      '6,revenue,"expected a finite number, got ""inf""","d,2.0.0,1,inf"',
      '7,version,has no value,"e,,1,5"',
    ]);
  });

  it('change nothing in a dry run', async () => {
    const registry = await servedRegistry();
    const report = await record(registry, registry.file('o.csv', 'id,renewed\na,1\n'), { dryRun: true });
    expect(report).toMatchObject({ outcomes: [{ added: 1 }], changed: false, generation: null });
    expect(readdirSync(join(registry.folder, 'models/.dharma'))).not.toContain('outcomes');
  });

  it('of two processes at once are all there, each once', async () => {
    const registry = await servedRegistry();
    const files = ['a', 'b', 'c'].map((id) => registry.file(`${id}.csv`, `id,renewed\n${id},1\nd,1\n`));
    await Promise.all(files.map((file) => record(registry, file)));
    const { head } = await readOutcomeLog(await registry.governance.openOutcomeLog('m'));
    expect(head.generation).toBe(3);
    expect(await sumsOf(registry, 'renewed')).toEqual([
      { n: 3, sum: 3, sumOfSquares: 3 },
      { n: 1, sum: 1, sumOfSquares: 1 },
    ]);
  });

  it('are audited with the registry', async () => {
    const registry = await servedRegistry();
    await record(registry, registry.file('o.csv', 'id,renewed\na,1\n'));
    expect((await auditRegistry(registry.governance, null)).findings).toEqual([]);
    const log = join(registry.folder, 'models/.dharma/outcomes/m/log');
    const entry = join(log, readdirSync(log)[0] ?? '');
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('"rows":1', '"rows":2'));
    expect((await auditRegistry(registry.governance, null)).findings).toHaveLength(1);
  });
});
