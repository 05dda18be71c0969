import { stirlingError } from './stirling-error.js';

/** Terms enough for the sum below to be exact to rounding, whatever n is. */
const TERMS = 2000;

/**
 * P(D+ >= x): the chance that the empirical distribution of n values rises above the true one by x or more
 * somewhere, for 0 < x < 1. The sum of Birnbaum & Tingey (1951) over the place j/n where it happens,
 *   x / (x + j/n) * P(Binomial(n, x + j/n) = j),
 * has positive terms only. In j they are a smooth bump that vanishes at both ends, so for large n the sum of every
 * s-th term times s is the same number (the trapezoid rule's error falls exponentially there).
 */
export function smirnovSf(x: number, n: number): number {
  const stride = Math.max(1, Math.floor(n / TERMS));
  let sum = Math.exp(n * Math.log1p(-x));
  for (let j = stride; j < n; j += stride) {
    const below = j / n;
    const above = 1 - below;
    if (x >= above) break;
    const logRatio = n * (below * Math.log1p(x / below) + above * Math.log1p(-x / above));
    const corrections = stirlingError(n) - stirlingError(j) - stirlingError(n - j);
    sum +=
      ((x / (x + below)) * Math.exp(logRatio + corrections)) / Math.sqrt(2 * Math.PI * n * below * above);
  }
  return stride * sum;
}
