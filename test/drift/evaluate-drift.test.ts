import { describe, expect, it } from 'vitest';
import type { CurrentSummary } from '../../src/drift/column-summary.js';
import { evaluateDrift } from '../../src/drift/evaluate-drift.js';
import { severityOf } from '../../src/drift/feature-result.js';
import { expectGovError } from '../expect-error.js';
import { baselineOf, categories, currently, DEFAULTS, numberSummary, numbers } from './example-baseline.js';

const HALVES = [500, 500];

function judge(
  reference: readonly number[],
  current: CurrentSummary,
  options: Partial<typeof DEFAULTS> = {},
) {
  const evaluation = evaluateDrift(baselineOf(categories('f', reference)), new Map([['f', current]]), {
    ...DEFAULTS,
    ...options,
  });
  const [feature] = evaluation.features;
  if (feature === undefined) throw new Error('no feature');
  return { ...evaluation, feature };
}

describe('one feature', () => {
  it.each([
    ['equal shares', HALVES, currently([500, 500]), 'stable', 'pass'],
    [
      'a shift below the threshold, however significant',
      [50_000, 50_000],
      currently([57_000, 43_000]),
      'stable',
      'pass',
    ],
    ['a shift that reaches the threshold', HALVES, currently([700, 300]), 'drifted', 'fail'],
    ['a large shift of few rows', HALVES, currently([7, 3]), 'insufficient', 'unknown'],
    ['a complete shift of rather few rows', HALVES, currently([20, 0]), 'drifted', 'fail'],
    ['nine rows, all of a new kind', HALVES, currently([0, 0], 9), 'insufficient', 'unknown'],
    ['a reference of nine rows', [5, 4], currently([900, 100]), 'insufficient', 'unknown'],
    ['a constant that stays', [1000], currently([1000]), 'constant', 'pass'],
    ['a constant that changes', [1000], currently([500], 500), 'constant-changed', 'fail'],
    ['a constant that changes in one row of thousands', [9000], currently([8999], 1), 'stable', 'pass'],
    ['a constant that goes missing at times', [1000], currently([500], 0, 500), 'drifted', 'fail'],
    ['all null', HALVES, currently([0, 0], 0, 400), 'insufficient', 'warn'],
    [
      'another type',
      HALVES,
      { type: 'mismatch', rows: 400, nulls: 0, found: 'numbers', unlistedValues: [] },
      'type-mismatch',
      'warn',
    ],
  ] as const)('%s: %s -> %s', (_, reference, current, status, verdict) => {
    const result = judge(reference, current);
    expect(result.feature.status).toBe(status);
    expect(result.verdict).toBe(verdict);
  });

  it('says how many rows it needs, and with so many it is judged', () => {
    const few = judge(HALVES, currently([7, 3])).feature;
    expect(few).toMatchObject({ reason: 'too few rows', severity: null });
    const rows = few.requiredRows ?? 0;
    expect(judge(HALVES, currently([Math.ceil(rows / 2), Math.floor(rows / 2)])).feature.status).toBe(
      'stable',
    );
    expect(judge(HALVES, currently([Math.ceil(rows / 2) - 1, Math.floor(rows / 2)])).feature.status).toBe(
      'insufficient',
    );
  });

  it('asks for no number of rows that could never be enough', () => {
    const { feature } = judge([10, 10], currently([500, 500]));
    expect(feature).toMatchObject({
      status: 'insufficient',
      requiredRows: null,
      reason: 'the reference of 20 rows is too small for this threshold',
    });
  });

  it('follows a threshold of its own', () => {
    const current = currently([700, 300]);
    expect(judge(HALVES, current, { featureThresholds: { f: 0.5 } }).feature).toMatchObject({
      status: 'stable',
      threshold: 0.5,
      severity: 'moderate',
    });
  });

  it.each([
    [currently([600, 400]), 'none'],
    [currently([660, 340]), 'moderate'],
    [currently([760, 240]), 'severe'],
  ])('has a severity by its score alone', (current, severity) => {
    expect(judge(HALVES, current).feature.severity).toBe(severity);
  });

  it.each([
    [0.0999999, 'none'],
    [0.1, 'moderate'],
    [0.2499999, 'moderate'],
    [0.25, 'severe'],
  ])('is as severe at a limit as beyond it: %d is %s', (score, severity) => {
    expect(severityOf(score)).toBe(severity);
  });

  it('drifts at exactly its threshold, and is not significant at exactly alpha', () => {
    const [reference, current] = [[40, 40], currently([30, 12])];
    const { measures } = judge(reference, current).feature;
    const [score, pValue] = [measures?.score ?? 0, measures?.adjustedPValue ?? 0];
    const statusAt = (threshold: number, alpha: number) =>
      judge(reference, current, { featureThresholds: { f: threshold }, alpha }).feature.status;
    expect(statusAt(score, 0.05)).toBe('drifted');
    expect(statusAt(score * (1 + 1e-12), 0.05)).toBe('stable');
    expect(statusAt(score, pValue * (1 + 1e-12))).toBe('drifted');
    expect(statusAt(score, pValue)).toBe('stable');
  });

  it('counts a new category beyond those kept by name among the rare ones', () => {
    const many = categories('f', [900, 100], {
      complete: false,
      reference: { type: 'categories', rows: 1050, nulls: 0, counts: [900, 100], unlisted: 50 },
    });
    const { features } = evaluateDrift(
      baselineOf(many),
      new Map([['f', currently([900, 100], 50)]]),
      DEFAULTS,
    );
    expect(features[0]).toMatchObject({ status: 'stable', newValues: null });
    expect(features[0]?.measures?.bins.at(-1)).toEqual({
      label: '(other)',
      kind: 'other',
      range: null,
      reference: 50,
      current: 50,
    });
  });
});

describe('all features together', () => {
  const calm = currently([500, 500]);
  const moved = currently([700, 300]);
  const names = ['a', 'b', 'c', 'd'];
  const baseline = baselineOf(...names.map((name) => categories(name, HALVES)));
  const current = (changes: Record<string, CurrentSummary>) =>
    new Map(names.map((name) => [name, changes[name] ?? calm]));
  const scoreOfMoved = 0.2 * Math.log(7 / 5) + -0.2 * Math.log(3 / 5);

  it('weigh the same without importance', () => {
    const { overall, verdict, features } = evaluateDrift(baseline, current({ a: moved }), DEFAULTS);
    expect(overall).toMatchObject({
      weights: 'uniform',
      coverage: 1,
      drifted: 1,
      judged: 4,
      driftedShare: 0.25,
    });
    expect(overall.score).toBeCloseTo(scoreOfMoved / 4, 12);
    expect(features.map(({ weight }) => weight)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(verdict).toBe('warn');
  });

  it('weigh by their importance, whose scale does not matter', () => {
    const options = { ...DEFAULTS, importance: { a: 30, b: 10 } };
    const { overall, verdict } = evaluateDrift(baseline, current({ a: moved }), options);
    expect(overall.score).toBeCloseTo(0.75 * scoreOfMoved, 12);
    expect(overall).toMatchObject({ weights: 'importance', unweighted: ['c', 'd'] });
    expect(verdict).toBe('fail');
  });

  it('let one that cannot be judged add nothing, and one that cannot be measured weigh nothing', () => {
    const few = currently([4, 3]);
    const { overall } = evaluateDrift(
      baseline,
      current({ a: moved, b: few, c: currently([0, 0], 0, 50) }),
      DEFAULTS,
    );
    expect(overall.score).toBeCloseTo(scoreOfMoved / 3, 12);
    expect(overall).toMatchObject({ judged: 2, coverage: 0.5 });
  });

  it('are no pass when most of them cannot be judged', () => {
    const few = currently([4, 3]);
    expect(evaluateDrift(baseline, current({ a: few, b: few, c: few }), DEFAULTS).verdict).toBe('unknown');
    expect(evaluateDrift(baseline, current({ a: few }), DEFAULTS).verdict).toBe('pass');
  });

  it('are tested in company: what is significant alone may not be among many', () => {
    // Chi-square with Yates' correction 4.55, p .033; with three calm columns .13.
    const [reference, shift] = [[40, 40], currently([30, 12])];
    const alone = evaluateDrift(baselineOf(categories('a', reference)), new Map([['a', shift]]), DEFAULTS);
    expect(alone.features[0]?.status).toBe('drifted');
    const columns = names.map((name) => categories(name, reference));
    const rest = new Map(names.map((name) => [name, name === 'a' ? shift : currently([21, 21])]));
    const together = evaluateDrift(baselineOf(...columns), rest, DEFAULTS).features[0];
    expect(together?.measures?.adjustedPValue).toBeCloseTo(
      4 * (alone.features[0]?.measures?.pValue ?? 0),
      12,
    );
    expect(together?.status).not.toBe('drifted');
  });

  it('do not count a drifting prediction in the score, but warn of it', () => {
    const prediction = categories('prediction', HALVES, { role: 'prediction' });
    const { overall, verdict, outputs, summary } = evaluateDrift(
      baselineOf(categories('a', HALVES), prediction),
      new Map([
        ['a', calm],
        ['prediction', moved],
      ]),
      DEFAULTS,
    );
    expect(outputs[0]).toMatchObject({ status: 'drifted', weight: null });
    expect(overall).toMatchObject({ score: 0, features: 1, drifted: 0 });
    expect(verdict).toBe('warn');
    expect(summary).toContain('the prediction drifted');
  });

  it('take labels that are not there yet for no finding', () => {
    const actual = categories('actual', HALVES, { role: 'actual' });
    const { verdict, outputs } = evaluateDrift(
      baselineOf(categories('a', HALVES), actual),
      new Map([['a', calm]]),
      DEFAULTS,
    );
    expect(outputs[0]?.status).toBe('missing');
    expect(verdict).toBe('pass');
  });

  it.each([
    [{ a: -1 }, 'drift.importance.a: expected a weight of 0 or more, got -1'],
    [{ aa: 1 }, 'drift.importance.aa: the baseline has no such feature'],
    [{ a: 0 }, 'drift.importance: all weights are 0'],
  ])('refuse importance that makes no sense: %j', (importance, message) => {
    const error = expectGovError(() => evaluateDrift(baseline, current({}), { ...DEFAULTS, importance }));
    expect(error).toMatchObject({ message, kind: 'config' });
  });

  it('refuse a threshold of an unknown feature', () => {
    const error = expectGovError(() =>
      evaluateDrift(baseline, current({}), { ...DEFAULTS, featureThresholds: { e: 1 } }),
    );
    expect(error.message).toBe('drift.featureThresholds.e: the baseline has no such feature');
  });

  it('say the verdict in a sentence', () => {
    const sentence = (changes: Record<string, CurrentSummary>) =>
      evaluateDrift(baseline, current(changes), DEFAULTS).summary;
    expect(sentence({})).toBe(
      'no drift: 0 of 4 features drifted, and the overall score 0 stays below the threshold 0.1',
    );
    expect(sentence({ a: moved, b: moved, c: moved })).toBe(
      'drift: 3 of 4 features drifted, and the overall score 0.127 reaches the threshold 0.1',
    );
    expect(sentence({ a: moved, b: currently([0, 0], 0, 50) })).toBe(
      '1 of 3 features drifted; b all null; the overall score 0.0565 stays below the threshold 0.1',
    );
    expect(sentence({ a: currently([4, 3]), b: currently([4, 3]), c: currently([4, 3]) })).toBe(
      'too few rows: 1 of 4 features could be judged',
    );
  });
});

describe('bounds from counts in bins', () => {
  const reference = new Array<number>(10).fill(10_000);

  it('decide alone where the score or the lower bound does', () => {
    const shifted = [2000, 4000, 6000, 8000, 10_000, 10_000, 12_000, 14_000, 16_000, 18_000];
    const { features, open } = evaluateDrift(
      baselineOf(numbers('n', reference)),
      new Map([['n', { ...numberSummary(shifted), unlistedValues: [] }]]),
      DEFAULTS,
    );
    expect(features[0]).toMatchObject({
      status: 'drifted',
      measures: { test: { name: 'ks', exact: false } },
    });
    expect(features[0]?.measures?.test).toMatchObject({ statistic: 0.2 });
    expect(open).toEqual([]);
  });

  it('name a column whose verdict they leave open, which the values then decide', () => {
    // Every second bin loses to its neighbour: the score is high and the functions agree at every other edge.
    const zigzag = Array.from({ length: 10 }, (_, bin) => (bin % 2 === 0 ? 14 : 6));
    const baseline = baselineOf(numbers('n', reference));
    const current = new Map([['n', { ...numberSummary(zigzag), unlistedValues: [] }]]);
    const options = { ...DEFAULTS, threshold: 0.15, alpha: 0.3 };
    const first = evaluateDrift(baseline, current, options);
    expect(first.open).toEqual(['n']);
    expect(first.features[0]?.status).not.toBe('drifted');
    const ks = { statistic: 0.3, pValue: 1e-6, n: 100_000, m: 100, method: 'asymptotic' } as const;
    const second = evaluateDrift(baseline, current, options, new Map([['n', { ks, wasserstein: 1 }]]));
    expect(second.open).toEqual([]);
    expect(second.features[0]?.status).toBe('drifted');
  });
});
