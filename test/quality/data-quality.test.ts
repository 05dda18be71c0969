import { describe, expect, it } from 'vitest';
import type { DriftReport } from '../../src/governance/drift/check-drift.js';
import { type Columns, type DriftProject, makeDriftProject, normals } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';

const random = seededRandom(41);
const N = 1000;
const COLOURS = ['red', 'green', 'blue', 'grey'];
const indices = Array.from({ length: N }, (_, i) => i);

/** What a month looks like when nothing is wrong. */
function month(
  name: string,
): Columns & { readonly x: readonly number[]; readonly colour: readonly string[] } {
  return {
    request_id: indices.map((i) => `${name}-${i}`),
    timestamp: indices.map((i) => new Date(Date.parse('2026-03-01T00:00:00Z') + i * 60_000).toISOString()),
    x: normals(random, N),
    colour: indices.map((i) => COLOURS[i % 4] ?? ''),
    flag: indices.map((i) => i % 3 === 0),
    prediction: indices.map((i) => (i % 2 === 0 ? 'UP' : 'DOWN')),
    probability: indices.map((i) => (i % 100) / 100),
    latency_ms: indices.map((i) => 1 + (i % 7)),
  };
}

/** The first `count` values replaced by another. */
const first = <T, U>(values: readonly T[], count: number, other: U): (T | U)[] =>
  values.map((value, i) => (i < count ? other : value));

const REFERENCE = month('training');

async function projectWith(reference: Columns = REFERENCE): Promise<DriftProject> {
  const project = await makeDriftProject();
  await project.setBaseline(project.csv('reference.csv', reference));
  return project;
}

const findingsOf = ({ quality }: DriftReport) =>
  quality.findings.map(({ kind, column, severity }) => [kind, column, severity]);

describe('data quality', () => {
  it('has nothing to say of data like the reference, and says so of every check', async () => {
    const project = await projectWith();
    const report = await project.check(project.csv('current.csv', month('march')));
    expect(report.quality).toMatchObject({ verdict: 'pass', findings: [] });
    expect(report.verdict).toBe('pass');
    const rules = report.rules.filter(({ rule }) => rule === 'data-quality');
    expect(rules).toHaveLength(report.quality.checks);
    expect(new Set(rules.map(({ state }) => state))).toEqual(new Set(['quiet']));
    expect(rules.map(({ subject }) => subject)).toEqual([
      'x missing',
      'x not-finite',
      'x out-of-range',
      'x constant',
      'colour missing',
      'colour new-category',
      'colour constant',
      'flag missing',
      'flag new-category',
      'flag constant',
      'prediction new-category',
      'prediction constant',
      'probability impossible',
      'latency_ms impossible',
      'prediction no-prediction',
      'repeated',
    ]);
  });

  it.each<[string, Partial<Columns>, readonly unknown[], string]>([
    [
      'nulls',
      { x: first(REFERENCE.x, 30, null) },
      ['missing', 'x', 'moderate'],
      'x: 3.0 % missing, 0 % in the reference',
    ],
    [
      'many nulls',
      { x: first(REFERENCE.x, 120, null) },
      ['missing', 'x', 'severe'],
      'x: 12 % missing, 0 % in the reference',
    ],
    [
      'NaN and infinite values',
      { x: first(first(REFERENCE.x, 40, 'NaN'), 20, 'inf') },
      ['not-finite', 'x', 'moderate'],
      'x: 4.0 % NaN or infinite, 0 % in the reference',
    ],
    [
      'values far outside',
      { x: first(REFERENCE.x, 20, 1e9) },
      ['out-of-range', 'x', 'moderate'],
      'up to 1000000000',
    ],
    [
      'new categories',
      { colour: first(REFERENCE.colour, 30, 'pink') },
      ['new-category', 'colour', 'moderate'],
      'colour: 3.0 % are not in the reference: "pink"',
    ],
    [
      'a number that is stuck',
      { x: indices.map(() => 0.25) },
      ['constant', 'x', 'severe'],
      'x: always 0.25, the reference varies',
    ],
    [
      'a category that is stuck',
      { colour: indices.map(() => 'red') },
      ['constant', 'colour', 'severe'],
      'colour: always "red", the reference varies',
    ],
    [
      'text instead of numbers',
      { x: first(REFERENCE.x, 5, 'n/a') },
      ['type-mismatch', 'x', 'severe'],
      'x: holds text, the reference numbers',
    ],
    [
      'probabilities above 1',
      { probability: indices.map((i) => (i < 50 ? 1.5 : 0.5)) },
      ['impossible', 'probability', 'moderate'],
      'probability: 5.0 % outside 0 to 1: the values go from 0.5 to 1.5',
    ],
    [
      'latencies of 0 and less',
      { latency_ms: indices.map((i) => (i < 200 ? -(i % 2) : 3)) },
      ['impossible', 'latency_ms', 'severe'],
      'latency_ms: 20 % zero or negative: the values go from -1 to 3',
    ],
    [
      'no prediction',
      { prediction: indices.map((i) => (i < 300 ? null : 'UP')) },
      ['no-prediction', 'prediction', 'severe'],
      'prediction: 30 % of the requests did not fail and have no prediction',
    ],
    [
      'request ids sent again',
      { request_id: indices.map((i) => `r-${i % 900}`) },
      ['repeated', null, 'severe'],
      '10 % of the request ids came before',
    ],
  ])('finds %s', async (_, change, finding, message) => {
    const project = await projectWith();
    const report = await project.check(
      project.csv('current.csv', { ...month('march'), ...REFERENCE, ...change } as Columns),
    );
    expect(findingsOf(report)).toContainEqual(finding);
    const [kind, column, severity] = finding;
    const found = report.quality.findings.find((one) => one.kind === kind && one.column === column);
    expect(found?.message).toContain(message);
    expect(found?.observed).toBeGreaterThanOrEqual(found?.limit ?? 2);
    expect(report.quality.verdict).toBe(
      report.quality.findings.some((one) => one.severity === 'severe') ? 'fail' : 'warn',
    );
    expect(report.rules).toContainEqual(
      expect.objectContaining({
        rule: 'data-quality',
        subject: column === null ? kind : `${column} ${kind}`,
        state: 'firing',
      }),
    );
    if (severity === 'severe') expect(report.verdict).toBe('fail');
  });

  it('takes a missing prediction of a failed request for no defect', async () => {
    const project = await projectWith();
    const failed = {
      ...month('march'),
      prediction: indices.map((i) => (i < 100 ? null : i % 2 === 0 ? 'UP' : 'DOWN')),
      error: indices.map((i) => (i < 100 ? 'timeout' : null)),
    };
    const report = await project.check(project.csv('current.csv', failed));
    expect(findingsOf(report)).toEqual([]);
  });

  it('is silent about what chance makes of few rows, and remembers the doubt', async () => {
    const project = await projectWith();
    const few = Object.fromEntries(
      Object.entries(month('march')).map(([name, values]) => [name, values.slice(0, 60)]),
    );
    const report = await project.check(
      project.csv('current.csv', {
        ...few,
        colour: first(few.colour ?? [], 1, 'pink'),
        x: first(few.x ?? [], 1, 5),
      }),
    );
    expect(report.quality).toMatchObject({ verdict: 'pass', findings: [] });
    const doubtful = report.rules.filter(({ state }) => state === 'suspect').map(({ subject }) => subject);
    expect(doubtful).toContain('x out-of-range');
  });

  it('finds whole rows that repeat only where the reference has none', async () => {
    const { request_id: _, timestamp: __, ...reference } = REFERENCE;
    const project = await projectWith(reference);
    const { request_id: ___, timestamp: ____, ...current } = month('march');
    const twice = Object.fromEntries(
      Object.entries(current).map(([name, values]) => [
        name,
        [...values.slice(0, 900), ...values.slice(0, 100)],
      ]),
    );
    expect(findingsOf(await project.check(project.csv('current.csv', twice)))).toEqual([
      ['repeated', null, 'moderate'],
    ]);
    const coarse = { colour: REFERENCE.colour, flag: REFERENCE.flag ?? [] };
    const natural = await projectWith(coarse);
    expect(findingsOf(await natural.check(natural.csv('current.csv', coarse)))).toEqual([]);
  });

  it('leaves requests that came again to the log, unless they said something else', async () => {
    const project = await projectWith();
    const march = month('march');
    await project.ingest(project.csv('a.csv', march));
    const later = month('april');
    const again = {
      ...later,
      request_id: indices.map((i) => (i < 500 ? `march-${i}` : `april-${i}`)),
      prediction: indices.map((i) => (i < 200 ? 'SIDEWAYS' : (march.prediction?.[i] ?? ''))),
      timestamp: march.timestamp ?? [],
    };
    await project.ingest(project.csv('b.csv', again));
    const report = await project.check('', { window: { kind: 'log', from: null, to: null } });
    expect(report.rows).toBe(1500);
    expect(findingsOf(report)).toEqual([['conflicting', null, 'severe']]);
    expect(report.quality.findings[0]?.message).toBe(
      '200 requests were sent again with another prediction or instant; the first counts',
    );
  });

  it('gives the same bytes for the same rows shuffled', async () => {
    const project = await projectWith();
    const bad = {
      ...month('march'),
      colour: first(REFERENCE.colour, 30, 'pink'),
      x: first(REFERENCE.x, 20, 1e9),
    };
    const order = indices.map((i) => (i * 7) % N);
    const shuffled = Object.fromEntries(
      Object.entries(bad).map(([name, values]) => [name, order.map((i) => values[i] ?? null)]),
    );
    const [a, b] = [
      await project.check(project.csv('current.csv', bad)),
      await project.check(project.csv('current.csv', shuffled)),
    ];
    expect(JSON.stringify(b)).toBe(JSON.stringify(a));
  });
});
