import { describe, expect, it } from 'vitest';
import { binByDeciles, edgesOf, numberBelow } from '../../src/drift/binning.js';

const scored = (sorted: readonly number[]) => {
  const binning = binByDeciles(sorted);
  return binning.type === 'deciles' ? binning.scored : [];
};

describe('bins of numbers', () => {
  it('are scored between the deciles of the reference, as numpy.quantile gives them', () => {
    // np.quantile(np.arange(1, 12) ** 2, np.arange(1, 10) / 10)
    const squares = Array.from({ length: 11 }, (_, i) => (i + 1) ** 2);
    expect(scored(squares)).toEqual([4, 9, 16, 25, 36, 49, 64, 81, 100]);
    // np.quantile([0, 1, 10], np.arange(1, 10) / 10)
    const expected = [0.2, 0.4, 0.6, 0.8, 1, 2.8, 4.6, 6.4, 8.2];
    for (const [index, edge] of scored([0, 1, 10]).entries())
      expect(edge).toBeCloseTo(expected[index] ?? 0, 12);
  });

  it('give a heavy atom a bin of its own', () => {
    const zeroInflated = [
      -1,
      ...new Array<number>(70).fill(0),
      ...Array.from({ length: 29 }, (_, i) => i + 1),
    ];
    const edges = scored(zeroInflated);
    expect(edges.slice(0, 2)).toEqual([-Number.MIN_VALUE, 0]);
    expect(edges.slice(2).every((edge) => edge > 0)).toBe(true);
  });

  it('have ascending, distinct edges of which the scored ones are a part', () => {
    const sorted = Array.from({ length: 5000 }, (_, i) => Math.floor(i / 40) ** 2);
    const binning = binByDeciles(sorted);
    const edges = edgesOf(binning);
    expect(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? 0))).toBe(true);
    expect(scored(sorted).every((edge) => edges.includes(edge))).toBe(true);
  });

  it('of few values hold one value each, with room between them', () => {
    expect(edgesOf({ type: 'values', values: [1, 2] })).toEqual([1 - 2 ** -53, 1, 2 - 2 ** -52, 2]);
    const neighbours = edgesOf({ type: 'values', values: [0.3, 0.1 + 0.2] });
    expect(new Set(neighbours).size).toBe(neighbours.length);
  });

  it('of a constant reach a thousandth of it, and hardly anywhere from zero', () => {
    const [low = 0, high = 0] = edgesOf({ type: 'constant', value: -5 });
    expect(low).toBeLessThan(-5.005);
    expect([low, high].map((edge) => Number(edge.toFixed(9)))).toEqual([-5.005, -4.995]);
    expect(edgesOf({ type: 'constant', value: 0 })[1]).toBe(1e-9);
  });
});

describe('the number below', () => {
  it('is the nearest smaller double', () => {
    expect(numberBelow(0)).toBe(-Number.MIN_VALUE);
    expect(numberBelow(Number.MIN_VALUE)).toBe(0);
    expect(numberBelow(1)).toBe(1 - 2 ** -53);
    expect(numberBelow(-1)).toBe(-1 - 2 ** -52);
  });
});
