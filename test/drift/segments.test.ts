import { describe, expect, it } from 'vitest';
import { GovError } from '../../src/core/errors.js';
import type { DataSet } from '../../src/drift/ports.js';
import { requireSegmentColumn } from '../../src/governance/drift/check-segments.js';
import { describeDriftCheck } from '../../src/governance/drift/drift-record.js';
import { readBaseline } from '../../src/governance/drift/read-baseline.js';
import { parseAddress } from '../../src/registry/address.js';
import { expectGovError } from '../expect-error.js';
import { seededRandom } from '../stats/samples.js';
import { type Columns, type DriftProject, makeDriftProject, normals } from './drift-project.js';

const random = seededRandom(31);
const REGIONS = ['eu', 'us', 'asia'];

/** Rows of two features and a region in turn; `moved` rows have a greater x. */
function rows(count: number, regions: readonly (string | null)[], moved: string | null = null): Columns {
  const region = Array.from({ length: count }, (_, i) => regions[i % regions.length] ?? null);
  const x = normals(random, count);
  return {
    x: x.map((value, i) => (moved !== null && region[i] === moved ? value + 2 : value)),
    y: normals(random, count),
    region,
    prediction: x.map((value) => (value > 0 ? 'yes' : 'no')),
  };
}

async function projectWith(reference: Columns, ignored: readonly string[] = []): Promise<DriftProject> {
  const project = await makeDriftProject();
  await project.setBaseline(project.csv('reference.csv', reference), { ignored: [...ignored] });
  return project;
}

const segmentsOf = async (project: DriftProject, current: Columns, by: string) => {
  const report = await project.check(project.csv('current.csv', current), { by });
  if (report.segments === null) throw new Error('no segments');
  return { report, segments: report.segments };
};

describe('segments', () => {
  it('are each compared with the same segment of the reference', async () => {
    const project = await projectWith(rows(3000, REGIONS));
    const { report, segments } = await segmentsOf(project, rows(3000, REGIONS, 'us'), 'region');
    expect(
      segments.segments.map(({ value, verdict, rows, referenceRows }) => [
        value,
        verdict,
        rows,
        referenceRows,
      ]),
    ).toEqual([
      ['us', 'fail', 1000, 1000],
      [expect.any(String), 'pass', 1000, 1000],
      [expect.any(String), 'pass', 1000, 1000],
    ]);
    const [us] = segments.segments;
    expect(us?.features.map(({ name, status }) => [name, status])).toEqual([
      ['x', 'drifted'],
      ['y', 'stable'],
      ['region', 'stable'],
    ]);
    expect(report.summary).toContain('1 of 3 segments by region drifted');
    const { segmentColumn, values } = describeDriftCheck(report, { ownWeights: false });
    expect(segmentColumn).toBe('region');
    expect(values.find(({ subject }) => subject === 'region=us')).toMatchObject({
      value: us?.overall.score,
      n: 1000,
      status: 'drifted',
    });
    expect(
      report.rules.filter(({ rule }) => rule === 'drift').map(({ subject, state }) => [subject, state]),
    ).toEqual([
      [null, 'firing'],
      ['region=us', 'firing'],
      [expect.stringMatching(/^region=(asia|eu)$/), 'quiet'],
      [expect.stringMatching(/^region=(asia|eu)$/), 'quiet'],
    ]);
  });

  it('warn of what the whole does not show', async () => {
    const regions = [...new Array<string>(19).fill('eu'), 'us'];
    const project = await projectWith(rows(8000, regions));
    const calm = await segmentsOf(project, rows(8000, regions), 'region');
    expect(calm.report.verdict).toBe('pass');
    const { report, segments } = await segmentsOf(project, rows(8000, regions, 'us'), 'region');
    expect(report.overall.drifted).toBe(0);
    expect(segments.segments[0]).toMatchObject({ value: 'us', verdict: 'fail', rows: 400 });
    expect(report.verdict).toBe('warn');
  });

  it('name values that only one side has, and those with too few rows', async () => {
    const project = await projectWith({
      ...rows(1000, [...REGIONS, 'africa', null]),
    });
    const current = rows(1000, ['eu', 'us', 'moon', null, 'eu']);
    const few = {
      ...current,
      region: (current.region ?? []).map((region, i) => (i < 20 ? 'africa' : region)),
    };
    const { segments } = await segmentsOf(project, few, 'region');
    expect(segments.segments.map(({ value }) => value).sort()).toEqual(['(missing)', 'eu', 'us']);
    expect(segments.tooFew).toEqual([{ value: 'africa', rows: 20, referenceRows: 200 }]);
    expect(segments.added).toEqual([{ value: 'moon', rows: 196, referenceRows: 0 }]);
    expect(segments.vanished).toEqual([{ value: 'asia', rows: 0, referenceRows: 200 }]);
  });

  it('are judged up to the fifty most frequent, the others counted', async () => {
    const many = Array.from({ length: 60 }, (_, i) => `r${String(i).padStart(2, '0')}`);
    const project = await projectWith(rows(6000, many));
    const { segments } = await segmentsOf(project, rows(6000, many), 'region');
    expect(segments.segments).toHaveLength(50);
    expect(segments.others).toEqual({ values: 10, rows: 1000 });
  });

  it('raise no more alarms for being many', async () => {
    const many = Array.from({ length: 20 }, (_, i) => `r${i}`);
    const project = await projectWith(rows(8000, many));
    for (let run = 0; run < 3; run++) {
      const { segments } = await segmentsOf(project, rows(4000, many), 'region');
      expect(segments.segments.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([]);
    }
  });

  it('can be made by the prediction and by a column that is not scored', async () => {
    const zips = ['007', '1000', '700'];
    const reference = {
      ...rows(3000, REGIONS),
      zip: Array.from({ length: 3000 }, (_, i) => zips[i % 3] ?? ''),
    };
    const project = await projectWith({ ...reference, zip: reference.zip.with(0, 'x1') }, ['zip']);
    const byPrediction = await segmentsOf(project, reference, 'prediction');
    expect(byPrediction.segments.segments.map(({ value }) => value).sort()).toEqual(['no', 'yes']);
    // All of them look like numbers in this file; in the reference they are texts.
    const byZip = await segmentsOf(project, reference, 'zip');
    expect(byZip.segments.segments.map(({ value }) => value).sort()).toEqual(['007', '1000', '700']);
    expect(byZip.segments.vanished).toEqual([{ value: 'x1', rows: 0, referenceRows: 1 }]);
  });

  it('need rows on both sides, or nothing can be told', async () => {
    const project = await projectWith(rows(600, REGIONS));
    const { report, segments } = await segmentsOf(project, rows(600, ['moon']), 'region');
    expect(segments).toMatchObject({ verdict: 'unknown', segments: [] });
    expect(report.summary).toContain('no value of region has 50 rows on both sides');
  });

  it('refuse a column that the baseline or the data does not have', async () => {
    const project = await projectWith(rows(600, REGIONS), ['region']);
    const file = project.csv('current.csv', { x: [1, 2], y: [1, 2] });
    const refusalOf = async (by: string) => {
      const error = await project.check(file, { by }).catch((thrown: unknown) => thrown);
      if (!(error instanceof GovError)) throw new Error('expected a GovError');
      return { kind: error.kind, message: error.message.replace(file, 'FILE'), hint: error.hint };
    };
    expect(await refusalOf('regoin')).toEqual({
      kind: 'usage',
      message: '--by: the baseline of m@1.0.0 has no column "regoin"',
      hint: 'did you mean "region"?',
    });
    expect(await refusalOf('region')).toMatchObject({
      kind: 'input',
      message: 'FILE: has no column "region" to make segments by',
    });
  });

  it('need a baseline that keeps the rows of all columns', async () => {
    const project = await projectWith(rows(600, REGIONS), ['region']);
    const known = await readBaseline(project.governance, parseAddress('m@1.0.0'));
    // What builds before this one kept.
    const numbersOnly = { columns: [{ name: 'x', kind: 'number' }] } as unknown as DataSet;
    for (const reference of [null, numbersOnly]) {
      const error = expectGovError(() => requireSegmentColumn('region', known, reference));
      expect(error).toMatchObject({
        kind: 'inconclusive',
        message: 'the baseline of m@1.0.0 keeps no rows of "region"',
        hint: expect.stringMatching(/^set it again: dharma-gov baseline set m@1\.0\.0 .*reference\.csv$/),
      });
    }
  });

  it('give the same bytes for the same rows shuffled', async () => {
    const project = await projectWith(rows(3000, REGIONS));
    const current = rows(2000, REGIONS, 'eu');
    const order = Array.from({ length: 2000 }, (_, i) => i).sort(
      (a, b) => ((a * 7919) % 2003) - ((b * 7919) % 2003),
    );
    const shuffled = Object.fromEntries(
      Object.entries(current).map(([name, values]) => [name, order.map((i) => values[i] ?? null)]),
    );
    const first = await segmentsOf(project, current, 'region');
    const second = await segmentsOf(project, shuffled, 'region');
    expect(JSON.stringify(second.report)).toBe(JSON.stringify(first.report));
  });
});
