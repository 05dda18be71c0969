import { requireWithin } from './inputs.js';
import { stirlingError } from './stirling-error.js';

/**
 * The regularised incomplete beta function I_x(a, b) = P(X <= x) for X ~ Beta(a, b), right to 1e-10 relative for a and b
 * up to 1e7, down to the smallest double. It takes about sqrt(max(a, b)) steps.
 * @param complement 1 - x, where it is known to more digits than the subtraction leaves
 * @throws RangeError on x outside 0..1, or a or b that is not finite and above 0.
 */
export function incompleteBeta(x: number, a: number, b: number, complement = 1 - x): number {
  requireWithin('x', x, 0, 1);
  requireWithin('a', a, Number.MIN_VALUE, Number.MAX_VALUE);
  requireWithin('b', b, Number.MIN_VALUE, Number.MAX_VALUE);
  if (x === 0 || complement === 0) return x === 0 ? 0 : 1;
  const slope = scaledDensity(x, a, b, complement);
  // Beyond the mean the continued fraction of the other tail is the one that converges.
  return x < (a + 1) / (a + b + 2)
    ? (slope / a) * continuedFraction(x, a, b)
    : 1 - (slope / b) * continuedFraction(complement, b, a);
}

/** The density of Beta(a, b) at x, 0 < x < 1. */
export function betaDensity(x: number, a: number, b: number): number {
  return scaledDensity(x, a, b, 1 - x) / x / (1 - x);
}

/**
 * The density times x (1 - x), in Loader's (2000) form: Stirling's formula leaves only small corrections, where a
 * difference of log gammas would lose digits.
 */
function scaledDensity(x: number, a: number, b: number, complement: number): number {
  const n = a + b;
  const excess = b * x - a * complement;
  const logRatio =
    a * logOfRatio(excess / a, (n * x) / a) + b * logOfRatio(-excess / b, (n * complement) / b);
  const corrections = stirlingError(n) - stirlingError(a) - stirlingError(b);
  return Math.exp(logRatio + corrections) * Math.sqrt(a / (2 * Math.PI * n)) * Math.sqrt(b);
}

/** ln(1 + excess), ratio being 1 + excess: near 1 the one has the digits, near 0 the other. */
function logOfRatio(excess: number, ratio: number): number {
  return Math.abs(excess) < 0.5 ? Math.log1p(excess) : Math.log(ratio);
}

/** The continued fraction of DLMF 8.17.22, evaluated with Lentz's method. */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1, change = 0; Math.abs(change - 1) > 1e-15; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    change = c * d;
    fraction *= change;
  }
  return fraction;
}
