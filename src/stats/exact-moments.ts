import { ExactSum } from './exact-sum.js';

/** Numbers added to each other at a time: 2^11. */
const BLOCK_BITS = 11;

/** In between, numbers and their squares can be cut at two places below the largest of a block. */
const SMALLEST = 2 ** -400;
const LARGEST = 2 ** 450;

/**
 * Mean, standard deviation and extremes of numbers, the same to the last digit in whatever order they come. The
 * differences from a center and their squares are added up without rounding.
 */
export class ExactMoments {
  private count = 0;
  private min = Number.POSITIVE_INFINITY;
  private max = Number.NEGATIVE_INFINITY;
  private readonly sum = new ExactSum();
  private readonly squares = new ExactSum();

  /** @param center a number near the mean, subtracted before summing so that no digits are lost */
  constructor(private readonly center: number) {}

  /** @param values finite */
  add(values: Float64Array): void {
    for (let start = 0; start < values.length; start += 2 ** BLOCK_BITS) {
      this.addBlock(values.subarray(start, start + 2 ** BLOCK_BITS));
    }
    this.count += values.length;
  }

  /** Of all numbers, dividing by n; null without any, and where they are too large to tell. */
  result(): { min: number | null; max: number | null; mean: number | null; sd: number | null } {
    const { count, min, max, center } = this;
    if (count === 0) return { min: null, max: null, mean: null, sd: null };
    if (min === max) return { min, max, mean: min, sd: 0 };
    const shift = this.sum.total() / count;
    const mean = center + shift;
    const sd = Math.sqrt(Math.max(0, this.squares.total() / count - shift ** 2));
    const known = Number.isFinite(mean) && Number.isFinite(sd);
    return { min, max, mean: known ? mean : null, sd: known ? sd : null };
  }

  private addBlock(values: Float64Array): void {
    const { center } = this;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    const largest = Math.max(Math.abs(min - center), Math.abs(max - center));
    if (largest > SMALLEST && largest < LARGEST) this.addInParts(values, largest);
    else if (largest !== 0) this.addOneByOne(values);
  }

  /**
   * Cut at the same two places, the parts of numbers add up without rounding (Rump, Ogita and Oishi 2008), in a
   * fraction of the time. Few numbers have digits below the second cut.
   * @param largest difference from the center
   */
  private addInParts(values: Float64Array, largest: number): void {
    const { center, sum, squares } = this;
    const [cut, lowerCut] = cutsBelow(largest);
    const [squareCut, lowerSquareCut] = cutsBelow(largest * largest);
    let high = 0;
    let low = 0;
    let squareHigh = 0;
    let squareLow = 0;
    for (let i = 0; i < values.length; i++) {
      const difference = (values[i] ?? 0) - center;
      const highPart = difference + cut - cut;
      const rest = difference - highPart;
      const lowPart = rest + lowerCut - lowerCut;
      high += highPart;
      low += lowPart;
      if (rest !== lowPart) sum.add(rest - lowPart);

      const square = difference * difference;
      const squareHighPart = square + squareCut - squareCut;
      const squareRest = square - squareHighPart;
      const squareLowPart = squareRest + lowerSquareCut - lowerSquareCut;
      squareHigh += squareHighPart;
      squareLow += squareLowPart;
      if (squareRest !== squareLowPart) squares.add(squareRest - squareLowPart);
    }
    sum.add(high);
    sum.add(low);
    squares.add(squareHigh);
    squares.add(squareLow);
  }

  private addOneByOne(values: Float64Array): void {
    for (const value of values) {
      const difference = value - this.center;
      this.sum.add(difference);
      this.squares.add(difference * difference);
    }
  }
}

/**
 * A number added to a constant and taken from it again loses the digits that a sum of a whole block has no room for; so
 * does, with the second constant, what it lost.
 * @param largest size of the numbers
 */
function cutsBelow(largest: number): [number, number] {
  const cut = 1.5 * 2 ** (Math.ceil(Math.log2(largest)) + 1 + BLOCK_BITS);
  return [cut, cut * 2 ** (BLOCK_BITS - 53)];
}
