import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactSum } from '../../src/stats/exact-sum.js';

function sum(values: readonly number[]): number {
  const total = new ExactSum();
  for (const value of values) total.add(value);
  return total.total();
}

describe('exact sums', () => {
  it('lose nothing to cancellation', () => {
    expect(sum([1e100, 1, -1e100, 1e-100])).toBe(1);
    expect(sum([1e16, 1, 1, -1e16])).toBe(2);
    expect(sum(new Array(10).fill(0.1))).toBe(1);
    expect(sum([5e-324, 5e-324])).toBe(1e-323);
  });

  it('are rounded once, also when all but the last number leave them halfway between two doubles', () => {
    expect(sum([1, 2 ** -53])).toBe(1);
    expect(sum([1, 2 ** -53, 2 ** -120])).toBe(1 + 2 ** -52);
    expect(sum([1 + 2 ** -52, 2 ** -53, -(2 ** -120)])).toBe(1 + 2 ** -52);
    expect(sum([-1, -(2 ** -53), -(2 ** -120)])).toBe(-1 - 2 ** -52);
  });

  it('agree with whole-number arithmetic', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { maxLength: 50 }), (values) => {
        const exact = values.reduce((total, value) => total + BigInt(value), 0n);
        expect(sum(values)).toBe(Number(exact));
      }),
    );
  });

  it('do not depend on the order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e290, max: 1e290, noNaN: true }), { maxLength: 50 }),
        (values) => {
          expect(sum([...values].reverse())).toBe(sum(values));
        },
      ),
    );
  });

  it('are infinite when a number is too large to be split', () => {
    expect(sum([1e308, -1e308])).toBe(Number.POSITIVE_INFINITY);
  });
});
