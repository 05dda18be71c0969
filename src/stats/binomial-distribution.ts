import { incompleteBeta } from './incomplete-beta.js';
import { requireWhole, requireWithin } from './inputs.js';

/**
 * P(X >= k) for X ~ binomial(n, p), DLMF 8.17.5. As the p-value of k successes it tests that the probability of one is
 * at most p, exactly (Conover 1999, Practical Nonparametric Statistics, 3.1).
 * @throws RangeError unless k and n are whole and not negative, and 0 <= p <= 1.
 */
export function binomialTail(k: number, n: number, p: number): number {
  requireWhole('k', k, 0);
  requireWhole('n', n, 0);
  requireWithin('p', p, 0, 1);
  if (k === 0) return 1;
  return k > n ? 0 : incompleteBeta(p, k, n - k + 1);
}

/**
 * The smallest k with P(X <= k) >= probability for X ~ binomial(n, p).
 * @throws RangeError on probability outside 0..1, or as `binomialTail`.
 */
export function binomialQuantile(probability: number, n: number, p: number): number {
  requireWithin('probability', probability, 0, 1);
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (1 - binomialTail(middle + 1, n, p) >= probability) high = middle;
    else low = middle + 1;
  }
  return low;
}
