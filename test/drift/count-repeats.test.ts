import { describe, expect, it } from 'vitest';
import { RepeatCounter } from '../../src/drift/count-repeats.js';
import { seededRandom } from '../stats/samples.js';

function count(hashes: readonly number[], capacity?: number) {
  const counter = new RepeatCounter(capacity);
  for (let start = 0; start < hashes.length; start += 2048) {
    counter.add(Float64Array.from(hashes.slice(start, start + 2048)));
  }
  return counter.summary();
}

describe('counting repeats', () => {
  it('counts every value that came before, and no null', () => {
    const counter = new RepeatCounter();
    counter.add(Float64Array.of(5, 6, 5));
    counter.add(Float64Array.of(5, 7, 0, 0), (index) => index >= 2);
    expect(counter.summary()).toEqual({ type: 'repeats', rows: 7, nulls: 2, repeated: 2 });
  });

  it('stays exact with one value again and again, however often', () => {
    expect(count(new Array<number>(50_000).fill(77), 4096).repeated).toBe(49_999);
  });

  it('estimates the share of more different values than it keeps, whatever their order', () => {
    const random = seededRandom(9);
    const bits = (count: number) => Math.floor(random() * 2 ** count);
    const ids = Array.from({ length: 60_000 }, () => bits(26) * 2 ** 27 + bits(27));
    const sent = [...ids, ...ids.slice(0, 6000)];
    const { rows, repeated } = count(sent, 1 << 14);
    expect(rows).toBe(66_000);
    expect(Math.abs(repeated - 6000)).toBeLessThan(1500);
    expect(count([...sent].reverse(), 1 << 14).repeated).toBe(repeated);
  });
});
