import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/incomplete-beta.json' with { type: 'json' };
import { incompleteBeta } from '../../src/stats/incomplete-beta.js';
import { disagreements, rangeError } from './agreement.js';

const parameter = fc.double({ min: 0.01, max: 1e4, noNaN: true });

it('agrees with scipy, in far tails and for a million', () => {
  expect(fixture.cases.some(({ value }) => value < 1e-100)).toBe(true);
  expect(
    disagreements(fixture.cases, 1e-10, ({ x, a, b, value }) => ({
      value: [incompleteBeta(x, a, b), value],
    })),
  ).toEqual([]);
});

it('is x itself for a = b = 1, and a power where either is 1', () => {
  for (const x of [1e-12, 0.2, 0.5, 0.999]) {
    expect(incompleteBeta(x, 1, 1)).toBeCloseTo(x, 14);
    expect(incompleteBeta(x, 7, 1) / x ** 7).toBeCloseTo(1, 12);
  }
});

it('splits the whole with the mirrored variable, and grows with x', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), parameter, parameter, (x, a, b) => {
      const value = incompleteBeta(x, a, b);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(value + incompleteBeta(1 - x, b, a, x)).toBeCloseTo(1, 10);
      expect(incompleteBeta(Math.min(1, x + 0.01), a, b)).toBeGreaterThanOrEqual(value * (1 - 1e-12));
    }),
  );
});

it('is 0 and 1 at the ends', () => {
  expect([incompleteBeta(0, 3, 4), incompleteBeta(1, 3, 4)]).toEqual([0, 1]);
});

it.each([
  ['x below 0', -0.1, 1, 1, /x: expected a number from 0 to 1/],
  ['x that is NaN', Number.NaN, 1, 1, /x: expected a number from 0 to 1/],
  ['a of 0', 0.5, 0, 1, /a: expected a number from/],
  ['b without an end', 0.5, 1, Number.POSITIVE_INFINITY, /b: expected a number from/],
])('refuses %s', (_, x, a, b, message) => {
  expect(() => incompleteBeta(x, a, b)).toThrow(rangeError(message));
});
