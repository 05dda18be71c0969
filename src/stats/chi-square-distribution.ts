import jStat from 'jstat';
import { gammaln } from 'simple-statistics';
import { requireNonNegative, requireWhole, requireWithin } from './inputs.js';

/**
 * P(X >= x) for X ~ chi-square with `df` degrees of freedom, right to 1e-9 relative down to the smallest double.
 * With 0 degrees of freedom X is 0.
 * @throws RangeError on negative or non-finite x, or df that is not a whole number >= 0.
 */
export function chiSquareSf(x: number, df: number): number {
  requireNonNegative('x', x);
  requireWhole('df', df, 0);
  if (df === 0) return x === 0 ? 1 : 0;
  // Above the mean 1 - cdf loses the digits of a small tail, so the tail is computed itself.
  return x < df + 2 ? 1 - jStat.chisquare.cdf(x, df) : upperGammaTail(df / 2, x / 2);
}

/**
 * The x that a chi-square variable with `df` degrees of freedom exceeds with probability `alpha`.
 * @throws RangeError on alpha outside 1e-9..1 (smaller ones have no digits left as 1 - alpha), or on bad df.
 */
export function chiSquareCriticalValue(df: number, alpha: number): number {
  requireWhole('df', df, 0);
  requireWithin('alpha', alpha, 1e-9, 1);
  return df === 0 ? 0 : jStat.chisquare.inv(1 - alpha, df);
}

/**
 * The regularised upper incomplete gamma function Q(a, x) for x > a + 1, by Legendre's continued fraction
 * (the even part of DLMF 8.9.2), evaluated with Lentz's method.
 */
function upperGammaTail(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; Math.abs(c * d - 1) > 1e-15; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= c * d;
  }
  return fraction * Math.exp(a * Math.log(x) - x - gammaln(a));
}
