import fc from 'fast-check';

/** Uniform numbers in 0..1 that are the same on every run (a linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Counts of `rows` draws from categories with these shares. */
export function drawCounts(random: () => number, shares: readonly number[], rows: number): number[] {
  const counts = shares.map(() => 0);
  for (let row = 0; row < rows; row++) {
    let left = random();
    let category = 0;
    while (category < shares.length - 1 && left >= (shares[category] ?? 1)) {
      left -= shares[category] ?? 1;
      category++;
    }
    counts[category] = (counts[category] ?? 0) + 1;
  }
  return counts;
}

/** An ascending sample, often with ties; frozen, so that a function that writes to its input fails. */
export const sortedSample = fc
  .oneof(
    fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 }),
    fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }),
  )
  .map((values) => Object.freeze(values.sort((a, b) => a - b)));

/** Counts of two sides in the same bins, neither side empty; frozen likewise. */
export const pairOfCounts = fc
  .array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 8 })
  .map((bins) => ({
    reference: Object.freeze(bins.map(([count]) => count)),
    current: Object.freeze(bins.map(([, count]) => count)),
  }))
  .filter(({ reference, current }) => [reference, current].every((side) => side.some((count) => count > 0)));

/** Such counts, with the same counts in another order of the bins. */
export const shuffledCounts = pairOfCounts.chain(({ reference, current }) =>
  fc.shuffledSubarray([...reference.keys()], { minLength: reference.length }).map((order) => ({
    reference,
    current,
    shuffled: {
      reference: order.map((bin) => reference[bin] ?? Number.NaN),
      current: order.map((bin) => current[bin] ?? Number.NaN),
    },
  })),
);

/** Counts that any function of two rows of counts must refuse, with what the refusal names. */
export const badCounts: [name: string, reference: number[], current: number[], message: RegExp][] = [
  ['a side without rows', [0, 0], [1, 2], /reference: expected at least one row/],
  ['no bins at all', [], [], /reference: expected at least one row/],
  ['different numbers of bins', [1, 2], [1, 2, 3], /as many bins on both sides, got 2 and 3/],
  ['NaN', [1, 2], [Number.NaN, 2], /current\[0\]: expected a count, got NaN/],
  ['a negative count', [1, -2], [1, 2], /reference\[1\]: expected a count, got -2/],
  ['a share in place of a count', [1, 2], [0.5, 0.5], /current\[0\]: expected a count, got 0.5/],
];

/** Samples that any function of ascending samples must refuse. */
export const badSamples: [name: string, sample: number[], message: RegExp][] = [
  ['an empty one', [], /expected at least one value/],
  ['NaN', [1, Number.NaN, 2], /\[1\]: expected a finite number, got NaN/],
  ['infinity', [1, Number.POSITIVE_INFINITY], /\[1\]: expected a finite number, got Infinity/],
  ['values out of order', [1, 3, 2], /\[2\]: expected ascending values/],
];
