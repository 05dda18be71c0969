import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpansionSum } from '../../src/stats/expansion-sum.js';

function sum(values: readonly number[]): number {
  const total = new ExpansionSum();
  for (const value of values) total.add(value);
  return total.total();
}

describe('sums kept as expansions', () => {
  it("are those of Python's math.fsum where rounding is hard", () => {
    expect(sum([])).toBe(0);
    expect(sum([1e100, 1, -1e100, 1e-100])).toBe(1);
    expect(sum([1e16, 1, 1e-16])).toBe(10000000000000002);
    expect(sum([1e16, 1, -1e-16])).toBe(1e16);
    expect(sum([-1e16, -1, -1e-16])).toBe(-10000000000000002);
    expect(sum(new Array(10).fill(0.1))).toBe(1);
  });

  it('do not depend on the order', () => {
    const value = fc.oneof(
      fc.double({ min: -1e140, max: 1e140, noNaN: true }),
      fc.integer({ min: -3, max: 3 }).map((power) => 2 ** (53 * power)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.nat())), (pairs) => {
        const shuffled = [...pairs].sort(([, a], [, b]) => a - b).map(([number]) => number);
        expect(sum(shuffled)).toBe(sum(pairs.map(([number]) => number)));
      }),
      { numRuns: 1000 },
    );
  });
});
