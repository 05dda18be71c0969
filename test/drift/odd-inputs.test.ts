import { describe, expect, it } from 'vitest';
import { GovError } from '../../src/core/errors.js';
import { canonicalJson } from '../../src/core/json.js';
import { seededRandom } from '../stats/samples.js';
import { type Columns, compareColumns, makeDriftProject, normals, resultOf } from './drift-project.js';

const random = seededRandom(7);
const N = 400;
const repeat = <T>(value: T, count = N): T[] => new Array<T>(count).fill(value);
/** The first `share` of N values replaced by another. */
const withShare = <T, U>(values: readonly T[], share: number, other: U): (T | U)[] =>
  values.map((value, index) => (index < share * values.length ? other : value));
const x = normals(random, N);
const y = normals(random, N);
const colours = Array.from({ length: N }, (_, i) => ['red', 'green', 'blue', 'grey'][i % 4] ?? '');

/** One column of interest beside a calm one. */
async function compare(reference: Columns[string], current: Columns[string]) {
  const report = await compareColumns(
    { x: x.slice(0, reference.length), c: reference },
    { x: y.slice(0, current.length), c: current },
  );
  return { report, c: resultOf(report, 'c') };
}

describe('inputs that break other tools', () => {
  it('a constant feature on both sides is no drift, and flagged', async () => {
    const { report, c } = await compare(repeat(5), repeat(5));
    expect(c).toMatchObject({ kind: 'constant', status: 'constant', measures: { score: 0 } });
    expect(report.verdict).toBe('pass');
  });

  it('a constant that moves within rounding raises no alarm', async () => {
    const { report, c } = await compare(repeat(5), repeat(5.0002));
    expect(c.status).toBe('constant');
    expect(report.verdict).toBe('pass');
  });

  it('a constant that moves has changed, for numbers and for text', async () => {
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

  it('a current column that is all null is insufficient, and the others are still scored', async () => {
    const { report, c } = await compare(normals(random, N), repeat(null));
    expect(c).toMatchObject({ status: 'insufficient', reason: 'all null', measures: null });
    expect(resultOf(report, 'x').status).toBe('stable');
    expect(report).toMatchObject({ verdict: 'fail', overall: { judged: 1, coverage: 0.5 } });
  });

  it('a share of nulls that grows from 0 to 30 % is drift although the values are equal', async () => {
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

  it('a new category gives a finite score and is listed', async () => {
    const { c } = await compare(colours, withShare(colours, 0.2, 'pink'));
    expect(c.status).toBe('drifted');
    expect(Number.isFinite(c.measures?.score)).toBe(true);
    expect(c.newValues).toEqual({ rows: 80, share: 0.2, values: [{ value: 'pink', rows: 80 }] });
  });

  it('a lost category gives a finite score', async () => {
    const { c } = await compare(
      colours,
      colours.map((colour) => (colour === 'grey' ? 'red' : colour)),
    );
    expect(c.status).toBe('drifted');
    expect(Number.isFinite(c.measures?.score)).toBe(true);
    expect(c.newValues).toBeNull();
  });

  it('new numbers in a discrete column are listed too', async () => {
    const digits = Array.from({ length: N }, (_, i) => i % 5);
    const { c } = await compare(digits, withShare(digits, 0.25, 7.5));
    expect(c).toMatchObject({ kind: 'discrete', status: 'drifted' });
    expect(c.newValues).toEqual({ rows: 100, share: 0.25, values: [{ value: '7.5', rows: 100 }] });
  });

  it.each([
    ['far outside the reference', 1e6],
    ['of a new category', 'pink'],
  ])('a single row %s is never drift', async (_, value) => {
    const { report, c } = await compare(typeof value === 'number' ? normals(random, N) : colours, [value]);
    expect(c).toMatchObject({ status: 'insufficient', reason: 'too few rows' });
    expect(report.verdict).toBe('unknown');
  });

  it('infinite values and NaN are counted apart and stay out of every mean', async () => {
    const odd = [...y.slice(3), 'inf', '-inf', 'NaN'];
    const { c } = await compare(x, odd);
    const mean = y.slice(3).reduce((sum, value) => sum + value, 0) / (N - 3);
    expect(c.current).toMatchObject({ rows: N, nulls: 0, nan: 1, infinite: 2 });
    expect(c.current?.mean).toBeCloseTo(mean, 5);
    expect(c.current?.max).toBe(Math.max(...y.slice(3)));
  });

  it('a column of nothing but NaN is insufficient, not a crash', async () => {
    const { c } = await compare(x, repeat('NaN'));
    expect(c).toMatchObject({ status: 'insufficient', reason: 'no finite number' });
  });

  it('an outlier in the reference does not hide a shift', async () => {
    const { c } = await compare(
      [...x.slice(1), 1e9],
      y.map((value) => value + 3),
    );
    expect(c).toMatchObject({ status: 'drifted', severity: 'severe' });
  });

  it('values at the end of the number line leave mean and distance null, with a reason', async () => {
    const { report, c } = await compare(x, withShare(y, 0.5, 1.7e308));
    expect(c).toMatchObject({ status: 'drifted', current: { mean: null, sd: null } });
    expect(() => canonicalJson(report)).not.toThrow();
  });

  it('text where the reference has numbers is a type mismatch, and so are numbers written as text', async () => {
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

  it('64-bit identifiers are found and not scored, however large', async () => {
    const ids = Array.from({ length: N }, (_, i) => `9007199254740${String(993 + 2 * i).padStart(4, '0')}`);
    const project = await makeDriftProject();
    const { unscored } = await project.setBaseline(project.csv('r.csv', { account: ids, x }));
    expect(unscored).toEqual([{ name: 'account', reason: 'an identifier: another number in each row' }]);
    const report = await project.check(project.csv('c.csv', { account: ids, x: y }));
    expect(report.features.map(({ name }) => name)).toEqual(['x']);
    expect(report.added).toEqual([]);
  });

  it('a missing feature is an error that names it and the nearest column', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', { price: x, volume: y }));
    const error = await project
      .check(project.csv('c.csv', { prices: y, volume: x }))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(GovError);
    expect(error).toMatchObject({ exitCode: 2, hint: 'did you mean "prices"?' });
    expect((error as GovError).message).toContain('lacks "price", which the baseline has');
  });

  it('an empty window is inconclusive and says what the log has', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', { x }));
    const window = { kind: 'log', from: null, to: null } as const;
    await expect(project.check('', { window })).rejects.toMatchObject({ exitCode: 7, kind: 'inconclusive' });
  });

  it('a version without a baseline is inconclusive and says how to make one', async () => {
    const project = await makeDriftProject();
    await expect(project.check(project.csv('c.csv', { x }))).rejects.toMatchObject({
      exitCode: 7,
      hint: 'make one: dharma-gov baseline set m@1.0.0 <training data>',
    });
  });

  it('the same rows shuffled give the same bytes', async () => {
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

  it('codes keep their leading zeros, and new columns are named', async () => {
    const zips = Array.from({ length: N }, (_, i) => ['007', '12a', '700'][i % 3] ?? '');
    const report = await compareColumns(
      { x, zip: zips },
      { x: y, zip: zips.map((zip) => (zip === '12a' ? '007' : zip)), extra: y },
    );
    expect(resultOf(report, 'zip').newValues).toBeNull();
    expect(resultOf(report, 'zip').measures?.bins.map(({ label, current }) => [label, current])).toEqual([
      ['007', 267],
      ['12a', 0],
      ['700', 133],
    ]);
    expect(report.added).toEqual(['extra']);
  });
});
