import { expect, it } from 'vitest';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.js';
import { compareBetaPosteriors } from '../../src/stats/beta-posteriors.js';
import { chiSquareTest } from '../../src/stats/chi-square-test.js';
import { sequentialRho } from '../../src/stats/confidence-sequence.js';
import { fisherExactTest } from '../../src/stats/fisher-exact-test.js';
import { jensenShannonDistance } from '../../src/stats/jensen-shannon.js';
import { ksPValue, ksTest } from '../../src/stats/ks-test.js';
import { newcombeInterval } from '../../src/stats/newcombe-interval.js';
import { psi } from '../../src/stats/psi.js';
import { quantileSorted } from '../../src/stats/quantile.js';
import { sampleRatioTest } from '../../src/stats/sample-ratio-test.js';
import { sampleSizePerArm } from '../../src/stats/sample-size.js';
import { twoProportionTest } from '../../src/stats/two-proportion-test.js';
import { wilsonInterval } from '../../src/stats/wilson-interval.js';

/** Answers from papers or from scipy 1.17, each to as many digits as it is known. */

const linspace = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
const repeat = (counts: Readonly<Record<number, number>>) =>
  Object.entries(counts).flatMap(([value, count]) => new Array<number>(count).fill(Number(value)));
const ties = repeat({ 2: 3, 3: 4, 5: 5, 6: 4 });

it.each([
  ['no bin empty', [500, 300, 200], [400, 400, 200], 0.0510825624, 10],
  ['an empty bin, n = m = 1000', [500, 500, 0], [400, 400, 200], 1.24151, 5],
])('PSI, %s: %j, %j', (_, reference, current, expected, digits) => {
  expect(psi(reference, current).value).toBeCloseTo(expected, digits);
});

it.each([
  ['[0] vs [1]', [0], [1], 1, 1],
  ['[1.01, 2.01] vs [1, 2, 3]', [1.01, 2.01], [1, 2, 3], 1 / 3, 1],
  ['[1, 2, 3] vs [4, 5, 6]', [1, 2, 3], [4, 5, 6], 1, 0.1],
  [
    'linspace(1, 100, 100) vs linspace(1, 100, 110) + 20.1',
    linspace(1, 100, 100),
    linspace(1, 100, 110).map((value) => value + 20.1),
    232 / 1100,
    0.015739183865607353,
  ],
  ['ties vs the same + 1', ties, ties.map((value) => value + 1), 5 / 16, 0.4262934613],
])('KS, exact: %s', (_, a, b, statistic, pValue) => {
  expect(ksTest(a, b)).toMatchObject({ method: 'exact' });
  expect(ksTest(a, b).statistic).toBeCloseTo(statistic, 14);
  expect(ksTest(a, b).pValue).toBeCloseTo(pValue, 10);
});

it('KS of ten against ten rows with D = 0.6: p 0.0524 exactly, 0.0301 asymptotically', () => {
  const ten = linspace(0, 9, 10);
  const shifted = ten.map((value) => value + 5.5);
  expect(ksTest(ten, shifted).statistic).toBeCloseTo(0.6, 14);
  expect(ksTest(ten, shifted).pValue).toBeCloseTo(0.0524, 4);
  expect(ksPValue(0.6, 10, 10)).toBeCloseTo(0.0301, 4);
});

it('chi-square of [[10, 10, 20], [20, 20, 20]]', () => {
  const test = chiSquareTest([10, 10, 20], [20, 20, 20]);
  expect(test.statistic).toBeCloseTo(2.7777777778, 10);
  expect(test.pValue).toBeCloseTo(0.2493522088, 10);
});

it("chi-square of [[12, 3], [17, 16]] with Yates' correction, and Fisher's exact test", () => {
  const test = chiSquareTest([12, 3], [17, 16]);
  expect(test).toMatchObject({ method: 'yates' });
  expect(test.statistic).toBeCloseTo(2.40911, 5);
  expect(test.pValue).toBeCloseTo(0.12063, 5);
  expect(fisherExactTest([12, 3], [17, 16]).pValue).toBeCloseTo(0.11002, 5);
});

it('Jensen-Shannon distance, base 2, of [1, 0] and [0.5, 0.5]', () => {
  expect(jensenShannonDistance([2, 0], [1, 1])).toBeCloseTo(0.55792304528, 11);
});

it('Benjamini-Hochberg', () => {
  const adjusted = benjaminiHochberg([0.898, 0.138, 0.007, 0.964, 0.538, 0.006, 0.138]);
  const expected = [0.964, 0.2415, 0.0245, 0.964, 0.7532, 0.0245, 0.2415];
  for (const [i, p] of expected.entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
});

it('two proportions, pooled z: 200/1000 vs 250/1000', () => {
  const test = twoProportionTest({ successes: 200, n: 1000 }, { successes: 250, n: 1000 }, 'two-sided');
  expect(test.statistic).toBeCloseTo(2.6773978, 7);
  expect(test.pValue).toBeCloseTo(0.0074196, 7);
});

it('Newcombe: 56/70 less 48/80', () => {
  const { low, high } = newcombeInterval({ successes: 48, n: 80 }, { successes: 56, n: 70 }, 0.05);
  expect(low).toBeCloseTo(0.0524, 4);
  expect(high).toBeCloseTo(0.3339, 4);
});

it('Wilson: 0/10', () => {
  const { low, high } = wilsonInterval({ successes: 0, n: 10 }, 0.05);
  expect(low).toBe(0);
  expect(high).toBeCloseTo(0.27753, 5);
});

it('sequential rho, alpha 0.05, N* 1000', () => {
  expect(sequentialRho(0.05, 1000)).toBeCloseTo(0.0890850975, 10);
});

it('sample ratio 821588 / 815482', () => {
  expect(sampleRatioTest([821_588, 815_482], [0.5, 0.5]).pValue).toBeCloseTo(1.82e-6, 8);
});

it('chance to win and loss: Beta(11, 91) vs Beta(14, 88)', () => {
  const { chanceToWin, expectedLoss } = compareBetaPosteriors(
    { successes: 10, n: 100 },
    { successes: 13, n: 100 },
  );
  expect(chanceToWin).toBeCloseTo(0.742544847, 9);
  expect(expectedLoss).toBeCloseTo(0.00707988015, 11);
});

it.each([
  [0.1, 0.12, 3841],
  [0.05, 0.06, 8158],
  [0.2, 0.25, 1094],
])('sample size from %d to %d at alpha 0.05 and power 0.8: %i an arm', (from, to, perArm) => {
  expect(sampleSizePerArm(from, to, 0.05, 0.8)).toBe(perArm);
});

it('percentiles of 10, 20 .. 100: P50, P95, P99', () => {
  const values = linspace(10, 100, 10);
  const percentiles = [0.5, 0.95, 0.99].map((p) => quantileSorted(values, p));
  for (const [i, expected] of [55, 95.5, 99.1].entries()) expect(percentiles[i]).toBeCloseTo(expected, 12);
});
