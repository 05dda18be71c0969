import { ExpansionSum } from './expansion-sum.js';

/** Splits a double into two halves of its digits (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;
/** The split would overflow beyond. */
const LARGEST = 2 ** 990;
/** So many halves of one size add up without rounding. */
const FLUSH_AFTER = 2 ** 25;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Adds numbers without rounding, so that their order does not matter: the halves of each go to the sums of numbers of
 * its size, which stay exact.
 */
export class ExactSum {
  private readonly high = new Float64Array(2048);
  private readonly low = new Float64Array(2048);
  private readonly flushed = new ExpansionSum();
  private added = 0;
  private overflow = 0;

  add(value: number): void {
    if (!(Math.abs(value) < LARGEST)) {
      this.overflow += Math.abs(value);
      return;
    }
    float[0] = value;
    const exponent = ((words[HIGH_WORD] ?? 0) >>> 20) & 0x7ff;
    const scaled = value * SPLITTER;
    const high = scaled - (scaled - value);
    this.high[exponent] = (this.high[exponent] ?? 0) + high;
    this.low[exponent] = (this.low[exponent] ?? 0) + (value - high);
    if (++this.added === FLUSH_AFTER) this.flush();
  }

  /** The sum, rounded once; infinite where numbers were too large to tell. */
  total(): number {
    this.flush();
    return this.overflow > 0 ? Number.POSITIVE_INFINITY : this.flushed.total();
  }

  private flush(): void {
    for (const sums of [this.high, this.low]) {
      for (const sum of sums) if (sum !== 0) this.flushed.add(sum);
      sums.fill(0);
    }
    this.added = 0;
  }
}
