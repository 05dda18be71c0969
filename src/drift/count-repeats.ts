import type { RepeatSummary } from './column-summary.js';

/** Different hashes kept at most: 32 MB. */
const CAPACITY = 1 << 22;
const FIRST_CAPACITY = 1 << 12;

/**
 * Counts how many of the hashes that come in came before. Of more than 2 to 4 million different ones only the multiples
 * of a power of two are kept, from which their number is estimated to within 0.1 %.
 */
export class RepeatCounter {
  private kept = new Float64Array(FIRST_CAPACITY);
  private length = 0;
  private divisor = 1;
  private rows = 0;
  private nulls = 0;

  /** @param capacity a power of two, at least 4096 */
  constructor(private readonly capacity = CAPACITY) {}

  /**
   * @param hashes whole numbers below 2^53
   * @param isNull whether the value at an index is none; left out where every one is
   */
  add(hashes: Float64Array, isNull?: (index: number) => boolean): void {
    for (let i = 0; i < hashes.length; i++) {
      const hash = hashes[i] ?? Number.NaN;
      if (isNull?.(i)) this.nulls++;
      else if (this.divisor === 1 || hash % this.divisor === 0) this.keep(hash);
    }
    this.rows += hashes.length;
  }

  summary(): RepeatSummary {
    this.dropRepeats();
    const { rows, nulls, divisor, length } = this;
    return { type: 'repeats', rows, nulls, repeated: Math.max(0, rows - nulls - length * divisor) };
  }

  private keep(hash: number): void {
    if (this.length === this.kept.length) this.makeRoom();
    if (hash % this.divisor === 0) this.kept[this.length++] = hash;
  }

  private makeRoom(): void {
    if (this.length < this.capacity) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.kept);
      this.kept = larger;
      return;
    }
    this.dropRepeats();
    while (this.length > this.capacity / 2) {
      this.divisor *= 2;
      this.keepWhere((hash) => hash % this.divisor === 0);
    }
  }

  private dropRepeats(): void {
    this.kept.subarray(0, this.length).sort();
    let previous = Number.NaN;
    this.keepWhere((hash) => {
      const isNew = hash !== previous;
      previous = hash;
      return isNew;
    });
  }

  private keepWhere(isKept: (hash: number) => boolean): void {
    let length = 0;
    for (let i = 0; i < this.length; i++) {
      const hash = this.kept[i] ?? Number.NaN;
      if (isKept(hash)) this.kept[length++] = hash;
    }
    this.length = length;
  }
}
