import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import criticals from '../../fixtures/stats/normal-critical.json' with { type: 'json' };
import fixture from '../../fixtures/stats/normal-distribution.json' with { type: 'json' };
import { normalCriticalValue, normalSf } from '../../src/stats/normal-distribution.js';
import { disagreements, rangeError } from './agreement.js';

describe('normalSf', () => {
  it('agrees with scipy from the middle to the far tail', () => {
    expect(fixture.cases.some(({ sf }) => sf < 1e-250)).toBe(true);
    expect(disagreements(fixture.cases, 1e-11, ({ z, sf }) => ({ sf: [normalSf(z), sf] }))).toEqual([]);
  });

  it('splits the whole between z and -z, and falls as z grows', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (z) => {
        expect(normalSf(z) + normalSf(-z)).toBeCloseTo(1, 14);
        expect(normalSf(z + 0.01)).toBeLessThanOrEqual(normalSf(z));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (z) => {
    expect(() => normalSf(z)).toThrow(rangeError(/expected a finite number/));
  });
});

describe('normalCriticalValue', () => {
  it('agrees with scipy down to 1e-300', () => {
    expect(
      disagreements(criticals.cases, 1e-12, ({ alpha, critical }) => ({
        critical: [normalCriticalValue(alpha), critical],
      })),
    ).toEqual([]);
  });

  it.each([0, 1, Number.NaN])('refuses an alpha of %s', (alpha) => {
    expect(() => normalCriticalValue(alpha)).toThrow(rangeError(/alpha: expected a number from 1e-300 to/));
  });
});
