import { describe, expect, it } from 'vitest';
import { describeDrift } from '../../src/cli/reports/drift-document.js';
import type { DriftReport } from '../../src/governance/drift/check-drift.js';
import { type Columns, makeDriftProject, normals } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';

const random = seededRandom(51);
const N = 3000;
const REGIONS = ['eu', 'us', 'asia'];
const PLANS = ['basic', 'gold', 'silver', 'free'];
const indices = Array.from({ length: N }, (_, i) => i);

type Month = Columns & { readonly x: readonly number[]; readonly plan: readonly string[] };

/** Prices of the us are a hundred times those of the other regions. */
function month(): Month {
  return {
    region: indices.map((i) => REGIONS[i % 3] ?? ''),
    x: normals(random, N),
    price: indices.map((i) => (i % 3 === 1 ? 100 : 1) * (1 + random())),
    plan: indices.map(() => PLANS[Math.floor(random() * 4)] ?? ''),
    prediction: indices.map(() => (random() < 0.5 ? 'UP' : 'DOWN')),
    probability: indices.map(() => random()),
    latency_ms: indices.map(() => 1 + random()),
  };
}

/** Every n-th value of the us, whose rows are 1, 4, 7 ..., replaced. */
const inUs = <T, U>(values: readonly T[] = [], every: number, other: U): (T | U)[] =>
  values.map((value, i) => (i % 3 === 1 && ((i - 1) / 3) % every === 0 ? other : value));

const REFERENCE = month();
const project = makeDriftProject();

async function check(current: Columns, by = 'region'): Promise<DriftReport> {
  const { csv, setBaseline, check: run } = await project;
  await setBaseline(csv('reference.csv', REFERENCE));
  return run(csv('current.csv', current), { by });
}

const findingsOf = ({ segments }: DriftReport) =>
  Object.fromEntries(
    (segments?.segments ?? []).map(({ value, findings }) => [
      value,
      findings.map(({ kind, column, severity, message }) => [kind, column, severity, message]),
    ]),
  );

describe('data quality of segments', () => {
  it('has nothing to say of data like the reference, and says so of each segment', async () => {
    const report = await check(month());
    expect(findingsOf(report)).toEqual({ eu: [], us: [], asia: [] });
    expect(report.verdict).toBe('pass');
    const rules = report.rules.filter(
      ({ rule, subject }) => rule === 'data-quality' && /region=/.test(subject ?? ''),
    );
    expect(rules.map(({ subject, state }) => [subject, state]).sort()).toEqual([
      ['region=asia', 'quiet'],
      ['region=eu', 'quiet'],
      ['region=us', 'quiet'],
    ]);
  });

  it.each<[string, (current: Month) => Columns, string, RegExp]>([
    ['nulls', (m) => ({ x: inUs(m.x, 20, null) }), 'missing', /^x: 5\.0 % missing, 0 % in the reference$/],
    ['NaN', (m) => ({ x: inUs(m.x, 20, 'NaN') }), 'not-finite', /^x: 5\.0 % NaN/],
    ['values never seen', (m) => ({ plan: inUs(m.plan, 20, 'gone') }), 'new-category', /^plan: 5\.0 % are/],
    ['one value', (m) => ({ plan: inUs(m.plan, 1, 'gold') }), 'constant', /^plan: always "gold"/],
    [
      'odd shares',
      (m) => ({ probability: inUs(m.probability, 20, 3) }),
      'impossible',
      /^probability: 5\.0 %/,
    ],
    ['odd times', (m) => ({ latency_ms: inUs(m.latency_ms, 20, -1) }), 'impossible', /^latency_ms: 5\.0 %/],
    ['no answers', (m) => ({ prediction: inUs(m.prediction, 20, null) }), 'no-prediction', /did not fail/],
  ])('finds %s in the segment that has them', async (_, broken, kind, message) => {
    const current = month();
    const found = findingsOf(await check({ ...current, ...broken(current) }));
    expect(found.eu).toEqual([]);
    expect(found.asia).toEqual([]);
    expect(found.us).toEqual([[kind, expect.anything(), 'moderate', expect.stringMatching(message)]]);
  });

  it('takes the range of the same segment: prices of another region are out of range', async () => {
    const current = month();
    const price = inUs(current.price, 20, 1.5);
    const report = await check({ ...current, price });
    expect(report.quality.findings).toEqual([]);
    expect(findingsOf(report).us?.map(([kind, column]) => [kind, column])).toEqual([
      ['out-of-range', 'price'],
    ]);
  });

  it('warns of what the whole does not show, as an alert, a test and a line of the table', async () => {
    const current = month();
    const regions = indices.map((i) => (i % 20 === 0 ? 'us' : i % 2 === 0 ? 'eu' : 'asia'));
    // A tenth of the segment, and less than a hundredth of the whole.
    const latency_ms = current.latency_ms?.map((value, i) => (i % 200 === 0 ? -1 : value)) ?? [];
    const sound = { ...current, region: regions, price: current.price?.map(() => random() + 1) ?? [] };
    const { csv, setBaseline, check: run } = await makeDriftProject();
    await setBaseline(csv('reference.csv', sound));
    const report = await run(csv('current.csv', { ...sound, latency_ms }), { by: 'region' });
    expect(report.quality).toMatchObject({ verdict: 'pass', findings: [] });
    expect(report.verdict).toBe('warn');
    expect(report.summary).toContain('0 of 3 segments by region drifted, 1 with findings of data quality');
    expect(report.segments?.segments[0]).toMatchObject({ value: 'us', verdict: 'unknown' });
    expect(report.rules.find(({ subject, state }) => subject === 'region=us' && state === 'firing')).toEqual({
      rule: 'data-quality',
      subject: 'region=us',
      state: 'firing',
      observed: 0.1,
      limit: 0.01,
      message: expect.stringMatching(/^region=us: latency_ms: 10 % zero or negative/),
    });
    const { tests } = describeDrift(report, [], '2026-04-01T00:00:00.000Z');
    expect(tests.find(({ name }) => name === 'data-quality/region=us')).toMatchObject({ outcome: 'failed' });
    expect(tests.map(({ name }) => name)).toContain('data-quality/x/missing');
  });

  it('is not told another type segment by segment, which the whole tells', async () => {
    const current = month();
    const report = await check({ ...current, x: current.x.map((_, i) => `t${i % 5}`) });
    expect(report.quality.findings.map(({ kind }) => kind)).toEqual(['type-mismatch']);
    expect(Object.values(findingsOf(report)).flat()).toEqual([]);
  });

  it('knows that a segment without a prediction has none', async () => {
    const reference = { ...month(), prediction: indices.map((i) => (i % 3 === 0 ? null : 'UP')) };
    const { csv, setBaseline, check: run } = await makeDriftProject();
    await setBaseline(csv('reference.csv', reference));
    const report = await run(csv('current.csv', reference), { by: 'prediction' });
    expect(findingsOf(report)).toEqual({ UP: [], '(missing)': [] });
  });
});
