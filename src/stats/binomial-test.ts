import { incompleteBeta } from './incomplete-beta.js';
import { requireWhole, requireWithin } from './inputs.js';
import { type Proportion, shareOf } from './proportion.js';

/**
 * P(X >= k) for X ~ Binomial(n, p): the chance of k successes or more, each of n having the chance p.
 * @throws RangeError on k or n that is not a whole number >= 0, or p outside 0..1.
 */
export function binomialSf(k: number, n: number, p: number): number {
  requireWhole('k', k, 0);
  requireWhole('n', n, 0);
  requireWithin('p', p, 0, 1);
  if (k === 0) return 1;
  return k > n ? 0 : incompleteBeta(p, k, n - k + 1);
}

/**
 * Exact one-sided binomial test of a share against a known one: the chance of what was seen or further in that
 * direction, were `expected` the true share.
 * @throws RangeError on counts that are no proportion (n >= 1), or `expected` outside 0..1.
 */
export function binomialTest(
  proportion: Proportion,
  expected: number,
  alternative: 'greater' | 'less',
): { pValue: number } {
  shareOf('proportion', proportion);
  const { successes, n } = proportion;
  return {
    pValue:
      alternative === 'greater'
        ? binomialSf(successes, n, expected)
        : binomialSf(n - successes, n, 1 - expected),
  };
}
