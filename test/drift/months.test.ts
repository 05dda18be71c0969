import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/samples.js';
import { type Columns, type DriftProject, makeDriftProject, normals, resultOf } from './drift-project.js';

/**
 * A market like New South Wales': prices and demand by half hours, a neighbour that was shut while the model was
 * trained and opens in May, prices that collapse in June.
 */
const random = seededRandom(1997);
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const ROWS = 1440;

function month(from: string, { open = false, price = 0.07 } = {}): Columns & { request_id: string[] } {
  const demand = normals(random, ROWS, 0.42, 0.15);
  return {
    request_id: demand.map((_, i) => `${from}-${i}`),
    timestamp: demand.map((_, i) => new Date(Date.parse(from) + i * 1_800_000).toISOString()),
    nswprice: normals(random, ROWS, price, 0.02),
    nswdemand: demand,
    transfer: open ? normals(random, ROWS, 0.5, 0.1) : demand.map(() => 0.414912),
    day: demand.map((_, i) => DAYS[Math.floor(i / 48) % 7] ?? ''),
    prediction: demand.map((value) => (value > 0.42 ? 'UP' : 'DOWN')),
    latency_ms: demand.map(() => 0.2),
  };
}

const months = {
  '1997-02': month('1997-02-01T00:00:00Z'),
  '1997-05': month('1997-05-01T00:00:00Z', { open: true }),
  '1997-06': month('1997-06-01T00:00:00Z', { open: true, price: 0.03 }),
};

let project: DriftProject;

beforeAll(async () => {
  project = await makeDriftProject();
  const { request_id: _, timestamp: __, ...training } = month('1996-06-01T00:00:00Z');
  await project.setBaseline(project.csv('reference.csv', training));
  for (const [name, columns] of Object.entries(months)) {
    await project.ingest(project.csv(`${name}.csv`, columns));
  }
});

const within = (from: string | null, to: string | null) =>
  project.check('', {
    window: { kind: 'log', from: from && `${from}T00:00:00.000Z`, to: to && `${to}T00:00:00.000Z` },
  });

describe('windows of the prediction log', () => {
  it('pass while the months are as they were', async () => {
    const report = await within('1997-02-01', '1997-03-01');
    expect(report).toMatchObject({ verdict: 'pass', rows: 28 * 48, added: [] });
    expect(resultOf(report, 'transfer').status).toBe('constant');
    expect(resultOf(report, 'prediction').status).toBe('stable');
  });

  it('find a column that was constant and moves', async () => {
    const report = await within('1997-05-01', '1997-06-01');
    expect(report.verdict).toBe('fail');
    expect(resultOf(report, 'transfer').status).toBe('constant-changed');
    expect(resultOf(report, 'nswprice').status).toBe('stable');
  });

  it('find prices that collapse, with the statistic that the values give', async () => {
    const report = await within('1997-06-01', null);
    const price = resultOf(report, 'nswprice');
    expect(price).toMatchObject({ status: 'drifted', severity: 'severe' });
    // 0.07 and 0.03 with s.d. 0.02: D = 2 Phi(1) - 1 = 0.683.
    expect(price.measures?.test).toMatchObject({ name: 'ks', exact: true });
    expect(price.measures?.test.statistic).toBeGreaterThan(0.63);
    expect(price.measures?.test.statistic).toBeLessThan(0.73);
    expect(price.measures?.wasserstein?.value).toBeCloseTo(2, 0);
  });

  it('agree with the same rows read from the file, and from several files', async () => {
    const { window: _, rules, ...fromLog } = await within('1997-05-01', '1997-06-01');
    const file = `${project.folder}/1997-05.csv`;
    const { window: __, rules: fileRules, ...fromFile } = await project.check(file);
    expect(fromFile).toEqual({ ...fromLog, rows: ROWS });
    // The log has left out requests that came again, and tells which of them said something else.
    const ofColumns = (list: typeof rules) =>
      list.filter(({ subject }) => subject !== 'conflicting' && subject !== 'repeated');
    expect(ofColumns(fileRules)).toEqual(ofColumns(rules));
    const two = await project.check('', {
      window: { kind: 'files', inputs: [file, `${project.folder}/1997-0[6].csv`], stdin: null, format: null },
    });
    expect(two.rows).toBe(2 * ROWS);
  });

  it('say what the log has when there is nothing between two instants', async () => {
    await expect(within('1996-01-01', '1996-02-01')).rejects.toMatchObject({
      kind: 'inconclusive',
      hint: 'the log has predictions of m@1.0.0 from 1997-02-01T00:00:00.000Z to 1997-06-30T23:30:00.000Z',
    });
  });

  it('give exact and bounded answers that agree', async () => {
    const project = await makeDriftProject();
    const random = seededRandom(2);
    const before = normals(random, 101_000);
    await project.setBaseline(project.csv('r.csv', { v: before }));
    const file = project.csv('c.csv', { v: normals(random, 3000, 0.5) });
    const [bounded, exact] = [await project.check(file), await project.check(file, { exact: true })];
    const [bounds, test] = [bounded, exact].map((report) => resultOf(report, 'v').measures?.test);
    expect(bounds).toMatchObject({ name: 'ks', exact: false });
    expect(test).toMatchObject({ name: 'ks', exact: true });
    if (bounds?.name !== 'ks' || test?.name !== 'ks') throw new Error('expected KS');
    expect(test.statistic).toBeGreaterThanOrEqual(bounds.statistic);
    expect(test.statistic).toBeLessThanOrEqual(bounds.upper);
    expect(bounds.upper - bounds.statistic).toBeLessThan(0.02);
    const [near, far] = [bounded, exact].map((report) => resultOf(report, 'v').measures?.wasserstein);
    expect(Math.abs((near?.value ?? 0) - (far?.value ?? 0))).toBeLessThanOrEqual(near?.error ?? 0);
    expect(resultOf(exact, 'v').status).toBe(resultOf(bounded, 'v').status);
  });
});

describe('labels', () => {
  it('are scored once some are known, without the rows whose label is not', async () => {
    const project = await makeDriftProject();
    const actual = Array.from({ length: 600 }, (_, i) => (i % 2 === 0 ? 'UP' : 'DOWN'));
    const v = normals(random, 600);
    await project.setBaseline(project.csv('r.csv', { v, actual }));
    const partly = actual.map((label, i) => (i < 300 ? label : null));
    const report = await project.check(project.csv('c.csv', { v, actual: partly }));
    expect(resultOf(report, 'actual')).toMatchObject({ status: 'stable', current: { rows: 300, nulls: 0 } });
    const shifted = actual.map((_, i) => (i < 400 ? 'UP' : 'DOWN'));
    const drifted = await project.check(project.csv('d.csv', { v, actual: shifted }));
    expect(resultOf(drifted, 'actual')).toMatchObject({ status: 'drifted', role: 'actual' });
    expect(drifted.verdict).toBe('warn');
  });

  it('join the predictions of the log', async () => {
    const project = await makeDriftProject();
    const columns = month('1997-02-01T00:00:00Z');
    const actual = columns.request_id.map((_, i) => (i % 2 === 0 ? 'UP' : 'DOWN'));
    await project.setBaseline(project.csv('r.csv', { nswprice: columns.nswprice ?? [], actual }));
    await project.ingest(project.csv('p.csv', columns));
    const early = { request_id: columns.request_id.slice(0, 500), actual: actual.slice(0, 500) };
    await project.ingest(project.csv('l.csv', early), 'labels');
    const report = await project.check('', { window: { kind: 'log', from: null, to: null } });
    expect(resultOf(report, 'actual')).toMatchObject({ status: 'stable', current: { rows: 500 } });
  });
});
