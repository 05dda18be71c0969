import { quantileLowerRank, quantileUpperRank, rowsForUpperBound } from '../stats/quantile-bounds.js';
import { ALPHA, type Metric, missingMetric } from './metric.js';

export interface LatencyMetrics {
  readonly latencyP50Ms: Metric;
  readonly latencyP95Ms: Metric;
  readonly latencyP99Ms: Metric;
}

const PERCENTILES = [0.5, 0.95, 0.99] as const;

/** Percentiles of latencies that come in ascending order with their counts, so that only a few of them are kept. */
export class LatencyPercentiles {
  private readonly values = new Map<number, number>();
  private readonly ranks: readonly number[];
  private next = 0;
  private seen = 0;
  private above = 0;

  /**
   * @param n how many latencies there will be
   * @param limitMs those above it are counted
   */
  constructor(
    private readonly n: number,
    private readonly limitMs: number,
  ) {
    const ranks = n === 0 ? [] : PERCENTILES.flatMap((p) => [...ranksOf(n, p)]);
    this.ranks = [...new Set(ranks)].sort((a, b) => a - b);
  }

  add(latencyMs: number, rows: number): void {
    this.seen += rows;
    if (latencyMs > this.limitMs) this.above += rows;
    for (let rank = this.ranks[this.next]; rank !== undefined && rank <= this.seen; ) {
      this.values.set(rank, latencyMs);
      rank = this.ranks[++this.next];
    }
  }

  get rowsAboveLimit(): number {
    return this.above;
  }

  metrics(missingReason: string): LatencyMetrics {
    const [p50, p95, p99] = PERCENTILES;
    return {
      latencyP50Ms: this.metric(p50, missingReason),
      latencyP95Ms: this.metric(p95, missingReason),
      latencyP99Ms: this.metric(p99, missingReason),
    };
  }

  private metric(p: number, missingReason: string): Metric {
    const { n } = this;
    if (n === 0) return missingMetric(missingReason);
    const { low, high } = boundRanks(n, p);
    const position = p * (n - 1) + 1;
    const [below, beyond] = [this.at(Math.floor(position)), this.at(Math.ceil(position))];
    const value = below + (position % 1) * (beyond - below);
    return {
      value,
      n,
      // Of few values the largest can be a lower bound of the 99th percentile, which interpolation puts below it.
      low: low === null ? null : Math.min(this.at(low), value),
      high: high === null ? null : Math.max(this.at(high), value),
      reason: describeBounds(low, high, p),
    };
  }

  private at(rank: number): number {
    return this.values.get(rank) ?? Number.NaN;
  }
}

/** Of the values that a percentile and its interval need, counted from 1: linear interpolation takes two neighbours. */
function* ranksOf(n: number, p: number): Generator<number> {
  const position = p * (n - 1) + 1;
  yield Math.floor(position);
  yield Math.ceil(position);
  for (const rank of Object.values(boundRanks(n, p))) if (rank !== null) yield rank;
}

/**
 * Ranks of the values between which the percentile lies in 95 % of cases, whatever the distribution. Each end misses
 * 2.5 %; where the largest value misses more (5 % at most) as the upper end, the lower one may miss the rest, and all
 * of it where there is no upper end.
 */
function boundRanks(n: number, p: number): { low: number | null; high: number | null } {
  const high = quantileUpperRank(n, p, ALPHA / 2) ?? quantileUpperRank(n, p, ALPHA);
  const spare = high === null ? ALPHA : Math.min(ALPHA / 2, ALPHA - p ** n);
  return { low: quantileLowerRank(n, p, spare), high };
}

function describeBounds(low: number | null, high: number | null, p: number): string | null {
  if (high === null) return `no 95 % upper bound below n = ${rowsForUpperBound(p, ALPHA)}`;
  return low === null ? `no 95 % lower bound below n = ${rowsForUpperBound(1 - p, ALPHA / 2)}` : null;
}
