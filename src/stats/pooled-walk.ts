import { at, type Sample } from './inputs.js';

/**
 * Visits the distinct values of two ascending samples in order, with how many values of either sample are at or
 * below each. Equal values are taken together, so ties never count as a difference.
 */
export function walkPooled(
  a: Sample,
  b: Sample,
  visit: (value: number, countA: number, countB: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const nextA = i < a.length ? at(a, i) : Number.POSITIVE_INFINITY;
    const nextB = j < b.length ? at(b, j) : Number.POSITIVE_INFINITY;
    const value = Math.min(nextA, nextB);
    while (i < a.length && at(a, i) === value) i++;
    while (j < b.length && at(b, j) === value) j++;
    visit(value, i, j);
  }
}
