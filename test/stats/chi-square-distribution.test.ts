import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import criticals from '../../fixtures/stats/chi-square-critical.json' with { type: 'json' };
import fixture from '../../fixtures/stats/chi-square-distribution.json' with { type: 'json' };
import { chiSquareCriticalValue, chiSquareSf } from '../../src/stats/chi-square-distribution.js';
import { disagreements, rangeError } from './agreement.js';

describe('chiSquareSf', () => {
  it('agrees with scipy from the middle to the far tail', () => {
    expect(fixture.cases.some(({ sf }) => sf < 1e-250)).toBe(true);
    expect(disagreements(fixture.cases, 1e-9, ({ x, df, sf }) => ({ sf: [chiSquareSf(x, df), sf] }))).toEqual(
      [],
    );
  });

  it('falls as x grows, across the seam between body and tail too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (df, share) => {
          const x = share * (df + 2);
          expect(chiSquareSf(x * 1.001, df)).toBeLessThanOrEqual(chiSquareSf(x, df));
          expect(chiSquareSf(x, df)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('is a point at 0 without degrees of freedom', () => {
    expect([chiSquareSf(0, 0), chiSquareSf(0.1, 0), chiSquareSf(0, 3)]).toEqual([1, 0, 1]);
  });

  it.each([
    ['a negative x', -1, 2, /x: expected/],
    ['x that is NaN', Number.NaN, 2, /x: expected/],
    ['half a degree of freedom', 1, 0.5, /df: expected a whole number >= 0, got 0.5/],
  ])('refuses %s', (_, x, df, message) => {
    expect(() => chiSquareSf(x, df)).toThrow(rangeError(message));
  });
});

it('chiSquareCriticalValue agrees with scipy', () => {
  expect(
    disagreements(criticals.cases, 1e-8, ({ alpha, df, critical }) => ({
      critical: [chiSquareCriticalValue(df, alpha), critical],
    })),
  ).toEqual([]);
});
