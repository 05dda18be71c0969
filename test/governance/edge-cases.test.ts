import { describe, expect, it } from 'vitest';
import { GovError } from '../../src/core/errors.js';
import { measurePerformance } from '../../src/governance/performance/measure-performance.js';
import { parseAddress } from '../../src/index.js';
import { fisherExactTest } from '../../src/stats/fisher-exact-test.js';
import { welchTTest } from '../../src/stats/welch-t-test.js';
import { type Columns, compareColumns, makeDriftProject, normals, resultOf } from '../drift/drift-project.js';
import { colours, compare, N, random, repeat, withShare, x, y } from '../drift/one-column.js';
import { seededRandom } from '../stats/samples.js';

describe('inputs that break tools: drift', () => {
  it('constant feature on both sides -> no drift, flagged constant', async () => {
    const { report, c } = await compare(repeat(5), repeat(5));
    expect(c).toMatchObject({ kind: 'constant', status: 'constant', measures: { score: 0 } });
    expect(report.verdict).toBe('pass');
  });

  it('reference 5, current 5.0002 -> no alarm', async () => {
    const { report, c } = await compare(repeat(5), repeat(5.0002));
    expect(c.status).toBe('constant');
    expect(report.verdict).toBe('pass');
  });

  it('a reference constant that moves -> constant changed, for numbers and for text', async () => {
    const numbers = await compare(repeat(5), withShare(repeat(5), 0.5, 6));
    expect(numbers.c).toMatchObject({ status: 'constant-changed', reason: 'was always 5' });
    expect(numbers.report.verdict).toBe('fail');
    const texts = await compare(repeat('eu'), repeat('us'));
    expect(texts.c).toMatchObject({
      kind: 'constant',
      status: 'constant-changed',
      reason: 'was always "eu"',
    });
  });

  it('all-null current column -> insufficient: all null, the others still scored', async () => {
    const { report, c } = await compare(normals(random, N), repeat(null));
    expect(c).toMatchObject({ status: 'insufficient', reason: 'all null', measures: null });
    expect(resultOf(report, 'x').status).toBe('stable');
    expect(report).toMatchObject({ verdict: 'fail', overall: { judged: 1, coverage: 0.5 } });
  });

  it('null share 0 -> 30 % with equal values -> drift', async () => {
    const values = normals(random, 1000);
    const report = await compareColumns({ c: values }, { c: withShare(values, 0.3, null) });
    const c = resultOf(report, 'c');
    expect(c).toMatchObject({ status: 'drifted', current: { nulls: 300, rows: 1000 } });
    expect(c.measures?.missingPValue).toBeLessThan(1e-10);
    expect(c.measures?.bins.at(-1)).toEqual({
      label: '(missing)',
      kind: 'missing',
      range: null,
      reference: 0,
      current: 300,
    });
  });

  it('new category 20 % -> finite PSI, listed', async () => {
    const { c } = await compare(colours, withShare(colours, 0.2, 'pink'));
    expect(c.status).toBe('drifted');
    expect(Number.isFinite(c.measures?.score)).toBe(true);
    expect(c.newValues).toEqual({ rows: 80, share: 0.2, values: [{ value: 'pink', rows: 80 }] });
  });

  it('lost category -> finite', async () => {
    const { c } = await compare(
      colours,
      colours.map((colour) => (colour === 'grey' ? 'red' : colour)),
    );
    expect(c.status).toBe('drifted');
    expect(Number.isFinite(c.measures?.score)).toBe(true);
    expect(c.newValues).toBeNull();
  });

  it.each([
    ['far outside the reference', 1e6],
    ['of a new category', 'pink'],
  ])('single row %s -> never drift', async (_, value) => {
    const { report, c } = await compare(typeof value === 'number' ? normals(random, N) : colours, [value]);
    expect(c).toMatchObject({ status: 'insufficient', reason: 'too few rows' });
    expect(report.verdict).toBe('unknown');
  });

  it('+-Infinity, NaN -> counted apart, never in a mean', async () => {
    const odd = [...y.slice(3), 'inf', '-inf', 'NaN'];
    const { c } = await compare(x, odd);
    const mean = y.slice(3).reduce((sum, value) => sum + value, 0) / (N - 3);
    expect(c.current).toMatchObject({ rows: N, nulls: 0, nan: 1, infinite: 2 });
    expect(c.current?.mean).toBeCloseTo(mean, 5);
    expect(c.current?.max).toBe(Math.max(...y.slice(3)));
  });

  it('numeric strings on one side -> a type mismatch finding', async () => {
    const words = await compare(x, withShare(y, 0.5, 'n/a'));
    expect(words.c).toMatchObject({ status: 'type-mismatch', reason: 'holds text, the reference numbers' });
    expect(words.report.verdict).toBe('fail');

    const project = await makeDriftProject();
    const codes = Array.from({ length: N }, (_, i) => i % 3);
    await project.setBaseline(
      await project.parquet('r.parquet', { x, c: codes }, { x: 'DOUBLE', c: 'VARCHAR' }),
    );
    const now = await project.check(
      await project.parquet('c.parquet', { x: y, c: codes }, { x: 'DOUBLE', c: 'INT' }),
    );
    expect(resultOf(now, 'c')).toMatchObject({
      status: 'type-mismatch',
      reason: 'holds numbers, the reference text',
    });
  });

  it('64-bit ids -> found and not scored, however large', async () => {
    const ids = Array.from({ length: N }, (_, i) => `9007199254740${String(993 + 2 * i).padStart(4, '0')}`);
    const project = await makeDriftProject();
    const { unscored } = await project.setBaseline(project.csv('r.csv', { account: ids, x }));
    expect(unscored).toEqual([{ name: 'account', reason: 'an identifier: another number in each row' }]);
    const report = await project.check(project.csv('c.csv', { account: ids, x: y }));
    expect(report.features.map(({ name }) => name)).toEqual(['x']);
    expect(report.added).toEqual([]);
  });

  it('64-bit ids -> exact, never rounded, where they are categories', async () => {
    // As doubles the two are one number.
    const [even, odd] = ['9007199254740992', '9007199254740993'];
    const project = await makeDriftProject();
    const codes = Array.from({ length: N }, (_, i) => (i % 2 === 0 ? even : odd));
    await project.setBaseline(project.csv('r.csv', { code: codes, x }), { categorical: ['code'] });
    const report = await project.check(project.csv('c.csv', { code: repeat(odd), x: y }));
    expect(resultOf(report, 'code')).toMatchObject({ kind: 'categorical', status: 'drifted' });
    expect(resultOf(report, 'code').measures?.bins).toMatchObject([
      { label: even, current: 0 },
      { label: odd, current: N },
    ]);
  });

  it('missing column -> error naming it and the nearest, its own exit code', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', { price: x, volume: y }));
    const error = await project
      .check(project.csv('c.csv', { prices: y, volume: x }))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(GovError);
    expect(error).toMatchObject({ exitCode: 2, hint: 'did you mean "prices"?' });
    expect((error as GovError).message).toContain('lacks "price", which the baseline has');
  });

  it('empty window -> unknown, its own exit code', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', { x }));
    const window = { kind: 'log', from: null, to: null } as const;
    await expect(project.check('', { window })).rejects.toMatchObject({ exitCode: 7, kind: 'inconclusive' });
  });

  it('same rows shuffled -> same bytes', async () => {
    const project = await makeDriftProject();
    const random = seededRandom(3);
    const values = normals(random, 30_000, 1e5, 0.2);
    const letters = values.map(() => 'abcdefg'[Math.floor(random() * 7)] ?? '');
    await project.setBaseline(project.csv('r.csv', { v: values, w: letters }));
    const moved = values.map((value) => value + 0.03);
    const order = values
      .map((_, index) => index)
      .sort((a, b) => ((a * 7919) % 30_011) - ((b * 7919) % 30_011));
    const first = await project.check(project.csv('c.csv', { v: moved, w: letters }));
    const second = await project.check(
      project.csv('c.csv', { v: order.map((i) => moved[i] ?? 0), w: order.map((i) => letters[i] ?? '') }),
    );
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});

describe('inputs that break tools: performance', () => {
  /** `count` requests of which this share is right, half of them of either class. */
  const requests = (count: number, accuracy: number): Columns => {
    const actual = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 'yes' : 'no'));
    const isWrong = (i: number) => i >= Math.round(accuracy * count);
    return {
      x: actual.map((_, i) => i % 37),
      actual,
      prediction: actual.map((label, i) => (isWrong(i) ? (label === 'yes' ? 'no' : 'yes') : label)),
      probability: actual.map((label, i) => ((label === 'yes') === isWrong(i) ? 0.2 : 0.8)),
    };
  };

  async function measure(reference: Columns, current: Columns) {
    const project = await makeDriftProject({ 'performance.positiveClass': { m: 'yes' } });
    await project.setBaseline(project.csv('reference.csv', reference));
    return measurePerformance(project.governance, {
      address: parseAddress('m@1.0.0'),
      window: { kind: 'files', inputs: [project.csv('current.csv', current)], stdin: null, format: null },
      by: null,
      keep: { record: false, compare: false },
    });
  }

  it('one class only -> AUC null', async () => {
    const onlyYes = { ...requests(100, 1), actual: repeat('yes', 100) };
    const { current } = await measure(requests(300, 0.9), onlyYes);
    expect(current.metrics.auc).toMatchObject({ value: null, reason: expect.stringMatching(/class/) });
    expect(current.metrics.accuracy?.value).toBe(0.5);
  });

  it.each([
    [40, 'suspect', 'warn', 'not significant'],
    [2000, 'firing', 'fail', 'accuracy 0.850, baseline 0.900'],
  ] as const)('%i labels, .90 -> .85 -> %s', async (labels, state, verdict, message) => {
    const report = await measure(requests(4000, 0.9), requests(labels, 0.85));
    const accuracy = report.rules.find(({ rule }) => rule === 'accuracy');
    expect(accuracy).toMatchObject({ state, message: expect.stringContaining(message) });
    expect(report.verdict).toBe(verdict);
  });

  it('latency 0, negative -> counted bad', async () => {
    const latencies = [0, -5, null, ...Array.from({ length: 397 }, (_, i) => 100 + i)];
    const columns = { ...requests(400, 0.9), latency_ms: latencies };
    const { current, findings } = await measure(requests(400, 0.9), columns);
    expect(current.badLatencies).toBe(2);
    expect(current.metrics.latencyP50Ms).toMatchObject({ value: 298, n: 397 });
    expect(findings.join()).toMatch(/2 latenc/);
  });

  it('no labels -> accuracy null, coverage 0 %, never 0', async () => {
    const { actual: _, ...unlabelled } = requests(300, 0.9);
    const { current } = await measure(requests(300, 0.9), { ...unlabelled, actual: repeat(null, 300) });
    expect(current).toMatchObject({ labelled: 0, coverage: 0 });
    expect(current.metrics.accuracy).toMatchObject({ value: null, low: null, high: null });
  });
});

describe('inputs that break tools: experiments', () => {
  it('0/10 vs 3/10 conversions -> Fisher p .21, no winner', () => {
    expect(fisherExactTest([0, 10], [3, 7]).pValue).toBeCloseTo(0.21, 2);
  });

  it('zero variance in both arms -> no exception', () => {
    const arm = { n: 50, mean: 3, variance: 0 };
    expect(welchTTest(arm, { ...arm, mean: 4 }, 'two-sided')).toMatchObject({
      pValue: null,
      reason: 'neither sample varies',
    });
  });
});
