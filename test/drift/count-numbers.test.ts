import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberCounter } from '../../src/drift/count-numbers.js';
import { seededRandom } from '../stats/samples.js';

const value = fc.oneof(
  fc.integer({ min: -4, max: 4 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.MIN_VALUE),
);
const edges = fc
  .uniqueArray(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -10, max: 10, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((numbers) => numbers.map((number) => number + 0).sort((a, b) => a - b));

function count(binEdges: readonly number[], chunks: readonly (readonly number[])[], center = 0) {
  const counter = new NumberCounter(binEdges, center);
  for (const chunk of chunks) counter.add(Float64Array.from(chunk));
  return counter.summary();
}

describe('counting numbers', () => {
  it('puts each finite value above one edge and up to the next, whatever the edges', () => {
    fc.assert(
      fc.property(edges, fc.array(value, { maxLength: 60 }), (binEdges, values) => {
        const finite = values.filter(Number.isFinite);
        const expected = [...binEdges, Number.POSITIVE_INFINITY].map(
          (edge, bin) =>
            finite.filter((x) => x <= edge && (bin === 0 || x > (binEdges[bin - 1] ?? 0))).length,
        );
        expect(count(binEdges, [values])).toMatchObject({
          rows: values.length,
          nan: values.filter(Number.isNaN).length,
          infinite: values.length - finite.length - values.filter(Number.isNaN).length,
          counts: expected,
        });
      }),
    );
  });

  it('finds bins between edges that are far apart or that end the number line', () => {
    const wide = [-1.7e308, -1, Number.MIN_VALUE, 1e-300, 5, 1.7e308];
    const values = [-1.75e308, -1.7e308, -2, -1, 0, 5e-301, 3, 5, 6, 1.75e308];
    expect(count(wide, [values]).counts).toEqual([2, 2, 1, 1, 2, 1, 1]);
  });

  it('takes nulls for neither values nor NaN', () => {
    const counter = new NumberCounter([0], 0);
    counter.add(Float64Array.of(1, Number.NaN, -1), (index) => index !== 2);
    expect(counter.summary()).toMatchObject({ rows: 3, nulls: 2, nan: 0, counts: [1, 0], min: -1, max: -1 });
  });

  it('has no mean and no extremes without a finite value', () => {
    expect(count([0], [[Number.NaN, Number.POSITIVE_INFINITY]])).toMatchObject({
      min: null,
      max: null,
      mean: null,
      sd: null,
    });
  });

  it('knows mean and standard deviation to the last digits, also far from zero', () => {
    // 1e9 + {4, 7, 13, 16}: NIST's example of a computation that loses its digits.
    const { mean, sd } = count([1e9], [[1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]], 1e9);
    expect(mean).toBe(1e9 + 10);
    expect(sd).toBeCloseTo(Math.sqrt(22.5), 12);
  });

  it('gives the same digits whatever the order of the rows and the size of the chunks', () => {
    const random = seededRandom(11);
    const values = Array.from(
      { length: 5000 },
      () => (random() - 0.5) * 10 ** Math.floor(random() * 30 - 10),
    );
    const shuffled = [...values].sort((a, b) => Math.sin(a) - Math.sin(b));
    const chunked = [shuffled.slice(0, 7), shuffled.slice(7, 2000), shuffled.slice(2000)];
    expect(count([0], chunked, 0.1)).toEqual(count([0], [values], 0.1));
  });
});
