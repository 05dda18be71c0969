import { requireNonNegative, requireWhole, requireWithin } from './inputs.js';

/** What a test of means needs of a sample. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Unbiased: squares divided by n - 1; 0 for a single value. */
  readonly variance: number;
}

/** @throws RangeError unless n is whole and >= 1, the mean finite, and the variance finite and >= 0. */
export function requireMoments(name: string, { n, mean, variance }: Moments): void {
  requireWhole(`${name}.n`, n, 1);
  requireWithin(`${name}.mean`, mean, -Number.MAX_VALUE, Number.MAX_VALUE);
  requireNonNegative(`${name}.variance`, variance);
}
