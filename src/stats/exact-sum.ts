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
  /** What was flushed: numbers that add up to it exactly. */
  private partials: number[] = [];
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
    return this.overflow > 0 ? Number.POSITIVE_INFINITY : roundOnce(this.partials);
  }

  private flush(): void {
    for (const sums of [this.high, this.low]) {
      for (const sum of sums) if (sum !== 0) this.partials = addExactly(this.partials, sum);
      sums.fill(0);
    }
    this.added = 0;
  }
}

/** Non-overlapping numbers of rising size that add up to the same and `value` (Shewchuk 1997). */
function addExactly(partials: readonly number[], value: number): number[] {
  const result: number[] = [];
  let carried = value;
  for (const partial of partials) {
    const [large, small] = Math.abs(carried) < Math.abs(partial) ? [partial, carried] : [carried, partial];
    const sum = large + small;
    const rest = small - (sum - large);
    if (rest !== 0) result.push(rest);
    carried = sum;
  }
  return [...result, carried];
}

/** The sum of non-overlapping numbers of rising size, as Python's `math.fsum` rounds it. */
function roundOnce(partials: readonly number[]): number {
  let sum = 0;
  let rest = 0;
  let left = partials.length;
  while (left > 0 && rest === 0) {
    const part = partials[--left] ?? 0;
    const larger = sum;
    sum = larger + part;
    rest = part - (sum - larger);
  }
  // Halfway between two doubles, what is left decides.
  const next = partials[left - 1] ?? 0;
  if (Math.sign(next) * Math.sign(rest) <= 0) return sum;
  const beyond = sum + 2 * rest;
  return beyond - sum === 2 * rest ? beyond : sum;
}
