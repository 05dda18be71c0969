import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/performance-isotonic.json' with { type: 'json' };
import { IsotonicRegression } from '../../src/stats/isotonic-regression.js';
import { disagreements, rangeError } from './agreement.js';

function fitPoints(
  x: readonly number[],
  sums: readonly number[],
  weights: readonly number[],
): IsotonicRegression {
  const regression = new IsotonicRegression();
  for (const [index, value] of x.entries()) regression.add(value, sums[index] ?? 0, weights[index] ?? 0);
  return regression;
}

it('agrees with scikit-learn at the points, between them and beyond', () => {
  expect(
    disagreements(fixture.cases, 1e-12, ({ x, sums, weights, at, fitted }) => {
      const regression = fitPoints(x, sums, weights);
      return Object.fromEntries(
        at.map((value, index) => [value, [regression.at(value), fitted[index] ?? 0]]),
      );
    }),
  ).toEqual([]);
});

it('never falls, and keeps the overall mean', () => {
  const x = Array.from({ length: 100 }, (_, i) => i);
  const sums = x.map((i) => (i * 37) % 2);
  const regression = fitPoints(
    x,
    sums,
    x.map(() => 1),
  );
  const fitted = x.map((value) => regression.at(value));
  expect(fitted).toEqual(fitted.toSorted((a, b) => a - b));
  expect(fitted.reduce((a, b) => a + b)).toBeCloseTo(50, 9);
});

it('refuses points that do not ascend, and to say anything of none', () => {
  expect(() => fitPoints([2, 1], [0, 0], [1, 1])).toThrow(rangeError(/x: expected/));
  expect(() => new IsotonicRegression().at(1)).toThrow(rangeError(/at least one point/));
});
