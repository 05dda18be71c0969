/** A sample held as plain or typed numbers. */
export type Sample = Float64Array | readonly number[];

/** `values[index]` where the index is in range by construction; NaN makes a slip visible. */
export function at(values: Sample, index: number): number {
  return values[index] ?? Number.NaN;
}

/** @throws RangeError unless the sample is non-empty, finite and ascending. */
export function requireSorted(name: string, sample: Sample): void {
  if (sample.length === 0) throw new RangeError(`${name}: expected at least one value, got none`);
  let previous = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < sample.length; i++) {
    const value = at(sample, i);
    if (!Number.isFinite(value))
      throw new RangeError(`${name}[${i}]: expected a finite number, got ${value}`);
    if (value < previous) throw new RangeError(`${name}[${i}]: expected ascending values`);
    previous = value;
  }
}

/**
 * Checks the counts of two sides in the same bins or categories.
 * @returns the total of either side, both at least 1.
 * @throws RangeError on different lengths, an empty side, or a count that is not a whole number >= 0.
 */
export function requireCounts(
  reference: readonly number[],
  current: readonly number[],
): { n: number; m: number } {
  if (reference.length !== current.length) {
    throw new RangeError(
      `expected as many bins on both sides, got ${reference.length} and ${current.length}`,
    );
  }
  return { n: requireTotal('reference', reference), m: requireTotal('current', current) };
}

/**
 * The total of counts.
 * @throws RangeError when there is none, or on a count that is not a whole number >= 0.
 */
export function requireTotal(name: string, counts: readonly number[]): number {
  let total = 0;
  for (const [i, count] of counts.entries()) {
    if (!(Number.isSafeInteger(count) && count >= 0)) {
      throw new RangeError(`${name}[${i}]: expected a count, got ${count}`);
    }
    total += count;
  }
  if (total === 0) throw new RangeError(`${name}: expected at least one row, got none`);
  return total;
}

/** @throws RangeError unless `value` is a whole number >= `minimum`. */
export function requireWhole(name: string, value: number, minimum: number): void {
  if (!(Number.isSafeInteger(value) && value >= minimum)) {
    throw new RangeError(`${name}: expected a whole number >= ${minimum}, got ${value}`);
  }
}

/** @throws RangeError unless `low <= value <= high`. */
export function requireWithin(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${name}: expected a number from ${low} to ${high}, got ${value}`);
  }
}

/** @throws RangeError unless `value` is finite and not negative. */
export function requireNonNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${name}: expected a finite number >= 0, got ${value}`);
  }
}
