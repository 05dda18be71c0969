import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../fixtures/stats/ks-test.json' with { type: 'json' };
import large from '../../fixtures/stats/ks-test-large.json' with { type: 'json' };
import { ksPValue, ksTest } from '../../src/stats/ks-test.js';
import { disagreements, rangeError } from './agreement.js';
import { badSamples, seededRandom, sortedSample } from './samples.js';

const progression = ({ start, step, length }: { start: number; step: number; length: number }) =>
  Float64Array.from({ length }, (_, i) => start + i * step);

const constant = (value: number, length: number) => Array.from({ length }, () => value);

/** The share of all ways to deal out distinct values to samples of n and m that give a D of at least this. */
function enumeratedPValue(statistic: number, n: number, m: number): number {
  let all = 0;
  let reached = 0;
  for (let hand = 0; hand < 2 ** (n + m); hand++) {
    let i = 0;
    let distance = 0;
    for (let place = 0; place < n + m; place++) {
      i += (hand >> place) & 1;
      distance = Math.max(distance, Math.abs(i / n - (place + 1 - i) / m));
    }
    if (i !== n) continue;
    all++;
    if (distance > statistic - 1e-9) reached++;
  }
  return reached / all;
}

describe('ksTest', () => {
  it('agrees with scipy on small samples, ties and unequal sizes, exactly', () => {
    expect(
      disagreements(fixture.cases, 1e-11, ({ a, b, statistic, pValue }) => {
        const actual = ksTest(a, b);
        return {
          statistic: [actual.statistic, statistic],
          pValue: [actual.pValue, pValue],
          exact: [Number(actual.method === 'exact'), 1],
        };
      }),
    ).toEqual([]);
  });

  it.each(large.cases)('agrees with scipy on $a.length and $b.length values: $method', (example) => {
    const actual = ksTest(progression(example.a), progression(example.b));
    expect(actual.method).toBe(example.method);
    expect(actual.statistic).toBeCloseTo(example.statistic, 12);
    expect(actual.pValue / example.pValue).toBeCloseTo(1, 8);
  });

  it('counts the arrangements of small samples right', () => {
    const random = seededRandom(3);
    for (const [n, m] of [
      [1, 1],
      [1, 5],
      [2, 3],
      [4, 4],
      [3, 6],
      [5, 6],
    ] as const) {
      const [a, b] = [n, m].map((length) => Array.from({ length }, random).sort((x, y) => x - y));
      const { statistic, pValue } = ksTest(a ?? [], b ?? []);
      expect(pValue).toBeCloseTo(enumeratedPValue(statistic, n, m), 12);
    }
  });

  it('never finds a difference in three against three rows, nor in a single one', () => {
    expect(ksTest([1, 2, 3], [4, 5, 6]).pValue).toBeCloseTo(0.1, 14);
    expect(ksTest([7], [1, 2, 3, 4, 5]).pValue).toBeGreaterThan(0.3);
  });

  it('keeps a p-value above 0 for a few rows beyond everything in a large reference', () => {
    const reference = Float64Array.from({ length: 200_000 }, (_, i) => i);
    const { pValue, method } = ksTest(reference, [1e6]);
    expect(method).toBe('exact');
    expect(pValue).toBeCloseTo(2 / 200_001, 15);
  });

  it('sees no difference between constants, however many', () => {
    expect(ksTest(constant(5, 2000), constant(5, 3000))).toMatchObject({ statistic: 0, pValue: 1 });
  });

  it('is the same from either side, for typed arrays and on any ascending scale', () => {
    fc.assert(
      fc.property(sortedSample, sortedSample, (a, b) => {
        const { statistic, pValue } = ksTest(a, b);
        expect(ksTest(b, a)).toMatchObject({ statistic, n: b.length, m: a.length });
        expect(ksTest(b, a).pValue).toBeCloseTo(pValue, 12);
        expect(ksTest(Float64Array.from(a), Float64Array.from(b))).toEqual(ksTest(a, b));
        const scaled = (sample: readonly number[]) => sample.map((value) => 8 * value);
        expect(ksTest(scaled(a), scaled(b))).toEqual(ksTest(a, b));
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each(badSamples)('refuses a sample with %s', (_, sample, message) => {
    expect(() => ksTest(sample, [1, 2])).toThrow(rangeError(message));
    expect(() => ksTest([1, 2], sample)).toThrow(rangeError(message));
  });
});

describe('ksPValue', () => {
  it('is the asymptotic p-value: 0.0301 where the exact one is 0.0524', () => {
    expect(ksPValue(0.6, 10, 10)).toBeCloseTo(0.0301, 3);
  });

  it('rounds half of a row to the even number, as scipy does', () => {
    expect(ksPValue(0.4, 5, 5)).toBe(ksPValue(0.4, 4, 4));
    expect(ksPValue(0.4, 7, 7)).toBe(ksPValue(0.4, 8, 8));
  });

  it.each([
    ['a statistic above 1', () => ksPValue(1.5, 5, 5)],
    ['no rows', () => ksPValue(0.5, 0, 5)],
    ['half a row', () => ksPValue(0.5, 5, 1.5)],
  ])('refuses %s', (_, call) => {
    expect(call).toThrow(RangeError);
  });
});
