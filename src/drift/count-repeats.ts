import type { RepeatSummary } from './column-summary.js';

/** Different hashes kept at most, in twice as many places: 32 MB. */
const CAPACITY = 1 << 21;
const FIRST_CAPACITY = 1 << 11;
const EMPTY = -1;

/**
 * Counts how many of the hashes that come in came before. Of more than 1 to 2 million different ones only the multiples
 * of a power of two are kept, from which their number is estimated to within 0.2 %.
 */
export class RepeatCounter {
  /** A hash table with open addressing, at most half full. */
  private table = emptyTable(FIRST_CAPACITY);
  /** How many different hashes are in it. */
  private kept = 0;
  private divisor = 1;
  private rows = 0;
  private nulls = 0;

  /** @param capacity a power of two, at least 2048 */
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
    const { rows, nulls, divisor, kept } = this;
    return { type: 'repeats', rows, nulls, repeated: Math.max(0, rows - nulls - kept * divisor) };
  }

  private keep(hash: number): void {
    if (!insert(this.table, hash)) return;
    this.kept++;
    if (2 * this.kept > this.table.length) this.makeRoom();
  }

  private makeRoom(): void {
    if (this.kept < this.capacity) {
      this.rebuild(this.table.length);
      return;
    }
    while (this.kept > this.capacity / 2) {
      this.divisor *= 2;
      this.rebuild(this.table.length / 2);
    }
  }

  /** Moves what is still a multiple of the divisor into a table for `capacity` hashes. */
  private rebuild(capacity: number): void {
    const { table, divisor } = this;
    this.table = emptyTable(capacity);
    this.kept = 0;
    for (const hash of table) {
      if (hash === EMPTY || hash % divisor !== 0) continue;
      insert(this.table, hash);
      this.kept++;
    }
  }
}

function emptyTable(capacity: number): Float64Array {
  return new Float64Array(2 * capacity).fill(EMPTY);
}

/** @returns whether the hash is new */
function insert(table: Float64Array, hash: number): boolean {
  const mask = table.length - 1;
  // The lowest bits are alike once only multiples are kept.
  let place = Math.floor(hash / 2 ** 21) & mask;
  for (;;) {
    const there = table[place];
    if (there === hash) return false;
    if (there === EMPTY) {
      table[place] = hash;
      return true;
    }
    place = (place + 1) & mask;
  }
}
