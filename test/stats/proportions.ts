import fc from 'fast-check';
import type { Proportion } from '../../src/stats/proportion.js';

/** A proportion of up to 500 units; frozen, so that a function that writes to its input fails. */
export const anyProportion: fc.Arbitrary<Proportion> = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.integer({ min: 0, max: n }).map((successes) => Object.freeze({ successes, n })));

/** The same units, counted by who did not succeed. */
export function failuresOf({ successes, n }: Proportion): Proportion {
  return { successes: n - successes, n };
}

/** Counts that are no proportion, with what a refusal says. */
export const badProportions: [name: string, proportion: Proportion, message: RegExp][] = [
  ['no units', { successes: 0, n: 0 }, /\.n: expected a whole number >= 1, got 0/],
  ['more successes than units', { successes: 3, n: 2 }, /\.successes: expected at most 2, got 3/],
  ['negative successes', { successes: -1, n: 2 }, /\.successes: expected a whole number >= 0, got -1/],
  ['successes that are NaN', { successes: Number.NaN, n: 2 }, /\.successes: expected a whole number/],
  ['units without an end', { successes: 1, n: Number.POSITIVE_INFINITY }, /\.n: expected a whole number/],
  ['a share in place of a count', { successes: 0.5, n: 1 }, /\.successes: expected a whole number/],
];
