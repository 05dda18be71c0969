import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/performance-binomial.json' with { type: 'json' };
import { binomialQuantile, binomialTail } from '../../src/stats/binomial-distribution.js';
import { disagreements, rangeError } from './agreement.js';

it('agrees with scipy for up to ten million trials', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ k, n, p, tail, probability, quantile }) => ({
      tail: [binomialTail(k, n, p), tail],
      quantile: [binomialQuantile(probability, n, p), quantile],
    })),
  ).toEqual([]);
});

it('is certain of 0 or more, and excludes more than there are', () => {
  expect([binomialTail(0, 5, 0.3), binomialTail(6, 5, 0.3)]).toEqual([1, 0]);
  expect([binomialTail(1, 5, 0), binomialTail(5, 5, 1)]).toEqual([0, 1]);
});

it.each([
  [0.5, 3, 0.5, /k: expected a whole number/],
  [1, -1, 0.5, /n: expected a whole number/],
  [1, 3, 1.5, /p: expected a number from 0 to 1/],
])('refuses k %d, n %d, p %d', (k, n, p, message) => {
  expect(() => binomialTail(k, n, p)).toThrow(rangeError(message));
});
