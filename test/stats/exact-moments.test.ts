import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactMoments } from '../../src/stats/exact-moments.js';
import { ExactSum } from '../../src/stats/exact-sum.js';

function momentsOf(center: number, ...chunks: readonly (readonly number[])[]) {
  const moments = new ExactMoments(center);
  for (const chunk of chunks) moments.add(Float64Array.from(chunk));
  return moments.result();
}

/** Close to the center as well as far from it, so that some digits lie below every cut. */
const value = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: -1e-30, max: 1e-30, noNaN: true }),
  fc.constantFrom(1e150, -1e200, 5e-324, -0),
);

describe('moments', () => {
  it('have every digit that sums of the numbers one by one have', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 40 }),
        fc.constantFrom(0, 0.1, -7, 1e5),
        (values, center) => {
          const [sum, squares] = [new ExactSum(), new ExactSum()];
          for (const x of values) {
            sum.add(x - center);
            squares.add((x - center) * (x - center));
          }
          const { mean, sd, min, max } = momentsOf(center, values);
          if (min === max) return;
          const shift = sum.total() / values.length;
          const variance = squares.total() / values.length - shift ** 2;
          expect(mean).toBe(Number.isFinite(variance) ? center + shift : null);
          expect(sd).toBe(Number.isFinite(variance) ? Math.sqrt(Math.max(0, variance)) : null);
        },
      ),
    );
  });

  it('do not depend on how the numbers are cut into chunks, nor on their order', () => {
    const values = Array.from({ length: 9000 }, (_, i) => Math.sin(i) * 10 ** ((i % 40) - 20));
    const shuffled = [...values].sort((a, b) => Math.sin(1e6 * a) - Math.sin(1e6 * b));
    const chunks = [shuffled.slice(0, 1), shuffled.slice(1, 5000), shuffled.slice(5000)];
    expect(momentsOf(0.3, ...chunks)).toEqual(momentsOf(0.3, values));
  });

  it('of numbers around 1e9 keep the digits that a sum of squares would lose', () => {
    const { mean, sd } = momentsOf(1e9, [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    expect(mean).toBe(1e9 + 10);
    expect(sd).toBeCloseTo(Math.sqrt(22.5), 12);
  });

  it('of one number again and again are that number, however it is written in binary', () => {
    expect(momentsOf(0, new Array(3000).fill(0.1))).toEqual({ min: 0.1, max: 0.1, mean: 0.1, sd: 0 });
  });

  it('are null without a number, and where they are too large to tell', () => {
    expect(momentsOf(0)).toEqual({ min: null, max: null, mean: null, sd: null });
    expect(momentsOf(0, [1e308, -1e308])).toEqual({ min: -1e308, max: 1e308, mean: null, sd: null });
  });
});
