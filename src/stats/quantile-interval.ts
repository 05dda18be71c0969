import { binomialQuantile } from './binomial-distribution.js';
import { requireWhole, requireWithin } from './inputs.js';

const MISS = 0.05;

/**
 * Ranks (from 1) of the order statistics between which the p-quantile lies with probability 0.95 or more, whatever the
 * distribution (David & Nagaraja 2003, Order Statistics, 7.1). Each tail misses 2.5 %. Where so few values cannot do
 * that, the extreme one is the bound as long as both tails together miss 5 % at most. With fewer still only the tail
 * with more values has one, of a one-sided interval: of the 99th percentile there is no upper bound below n = 299.
 * @throws RangeError unless n >= 1 and 0 < p < 1.
 */
export function quantileRanks(n: number, p: number): { low: number | null; high: number | null } {
  requireWhole('n', n, 1);
  requireWithin('p', p, Number.EPSILON, 1 - Number.EPSILON);
  const low = lowerRank(n, p);
  // Seen from above, the p-quantile is the (1 - p)-quantile.
  const mirrored = lowerRank(n, 1 - p);
  return { low, high: mirrored === null ? null : n + 1 - mirrored };
}

function lowerRank(n: number, p: number): number | null {
  const belowAll = (1 - p) ** n;
  const aboveAll = p ** n;
  if (belowAll + aboveAll <= MISS) {
    return Math.max(1, binomialQuantile(Math.min(MISS / 2, MISS - aboveAll), n, p));
  }
  return belowAll <= MISS && belowAll < aboveAll ? Math.max(1, binomialQuantile(MISS, n, p)) : null;
}
