import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import criticals from '../../fixtures/stats/student-t-critical.json' with { type: 'json' };
import fixture from '../../fixtures/stats/student-t-distribution.json' with { type: 'json' };
import { normalSf } from '../../src/stats/normal-distribution.js';
import { studentTCriticalValue, studentTSf } from '../../src/stats/student-t-distribution.js';
import { disagreements, rangeError } from './agreement.js';

const anyT = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const anyDf = fc.double({ min: 0.1, max: 1e4, noNaN: true });

describe('studentTSf', () => {
  it('agrees with scipy from the middle to the far tail, for degrees of freedom that are not whole', () => {
    expect(fixture.cases.some(({ sf }) => sf < 1e-100)).toBe(true);
    expect(disagreements(fixture.cases, 1e-10, ({ t, df, sf }) => ({ sf: [studentTSf(t, df), sf] }))).toEqual(
      [],
    );
  });

  it('is what the arc tangent says for one degree of freedom, near 0 too', () => {
    for (const t of [1e-8, 0.01, 1, 50]) {
      expect(studentTSf(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 14);
    }
  });

  it('splits the whole between t and -t, and falls as t grows', () => {
    fc.assert(
      fc.property(anyT, anyDf, (t, df) => {
        expect(studentTSf(t, df) + studentTSf(-t, df)).toBeCloseTo(1, 14);
        expect(studentTSf(t + 0.01, df)).toBeLessThanOrEqual(studentTSf(t, df) * (1 + 1e-12));
      }),
    );
  });

  it('has wider tails than the normal law, and comes close to it for many rows', () => {
    expect(studentTSf(3, 10)).toBeGreaterThan(2 * normalSf(3));
    expect(studentTSf(3, 1e8) / normalSf(3)).toBeCloseTo(1, 6);
  });

  it('is certain at either infinity and even at 0', () => {
    const values = [Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY].map((t) => studentTSf(t, 3));
    expect(values).toEqual([1, 0.5, 0]);
  });

  it.each([
    ['t that is NaN', Number.NaN, 3, /t: expected a number/],
    ['no degrees of freedom', 1, 0, /df: expected a number from/],
    ['endless degrees of freedom', 1, Number.POSITIVE_INFINITY, /df: expected a number from/],
  ])('refuses %s', (_, t, df, message) => {
    expect(() => studentTSf(t, df)).toThrow(rangeError(message));
  });
});

describe('studentTCriticalValue', () => {
  it('agrees with scipy', () => {
    expect(
      disagreements(criticals.cases, 1e-9, ({ alpha, df, critical }) => ({
        critical: [studentTCriticalValue(df, alpha), critical],
      })),
    ).toEqual([]);
  });

  it.each([
    ['alpha of 0', 3, 0, /alpha: expected a number from 1e-9 to 0.5/],
    ['no degrees of freedom', 0, 0.05, /df: expected a number from/],
  ])('refuses %s', (_, df, alpha, message) => {
    expect(() => studentTCriticalValue(df, alpha)).toThrow(rangeError(message));
  });
});
