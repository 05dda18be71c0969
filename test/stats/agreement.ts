import { expect } from 'vitest';

/** What a computed number should have been, by name. */
type Checks = Record<string, readonly [computed: number, expected: number]>;

/**
 * The cases whose numbers are off by more than the relative tolerance (absolute where 0 is expected), one line each,
 * so that one assertion over hundreds of cases still says which are wrong.
 */
export function disagreements<Case>(
  cases: readonly Case[],
  tolerance: number,
  check: (example: Case) => Checks,
): string[] {
  return cases.flatMap((example) =>
    Object.entries(check(example))
      .filter(([, [computed, expected]]) => !(relativeError(computed, expected) <= tolerance))
      .map(
        ([name, [computed, expected]]) =>
          `${name}: ${computed}, not ${expected}, for ${JSON.stringify(example)}`,
      ),
  );
}

function relativeError(computed: number, expected: number): number {
  return Math.abs(computed - expected) / (expected === 0 ? 1 : Math.abs(expected));
}

/** What a thrown error must be: a RangeError whose message says this. */
export function rangeError(message: RegExp): unknown {
  return expect.objectContaining({ name: 'RangeError', message: expect.stringMatching(message) });
}
