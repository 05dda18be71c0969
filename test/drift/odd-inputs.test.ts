import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/json.js';
import { compareColumns, makeDriftProject, resultOf } from './drift-project.js';
import { compare, N, repeat, withShare, x, y } from './one-column.js';

describe('odd inputs', () => {
  it('new numbers in a discrete column are listed too', async () => {
    const digits = Array.from({ length: N }, (_, i) => i % 5);
    const { c } = await compare(digits, withShare(digits, 0.25, 7.5));
    expect(c).toMatchObject({ kind: 'discrete', status: 'drifted' });
    expect(c.newValues).toEqual({ rows: 100, share: 0.25, values: [{ value: '7.5', rows: 100 }] });
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

  it('a version without a baseline is inconclusive and says how to make one', async () => {
    const project = await makeDriftProject();
    await expect(project.check(project.csv('c.csv', { x }))).rejects.toMatchObject({
      exitCode: 7,
      hint: 'make one: dharma-gov baseline set m@1.0.0 <training data>',
    });
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
