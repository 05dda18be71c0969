import jStat from 'jstat';
import { incompleteBeta } from './incomplete-beta.js';
import { requireWithin } from './inputs.js';

/**
 * P(T >= t) for Student's t with `df` degrees of freedom, which need not be whole; right to 1e-10 relative for
 * df up to 1e6 (1e-8 for 1e8), in far tails as well.
 * @throws RangeError on t that is NaN, or df that is not finite and above 0.
 */
export function studentTSf(t: number, df: number): number {
  requireWithin('t', t, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  requireWithin('df', df, Number.MIN_VALUE, Number.MAX_VALUE);
  // T^2 / (df + T^2) ~ Beta(1/2, df/2), and its complement to as many digits.
  const ratio = (t * t) / df;
  const bothTails = incompleteBeta(1 / (1 + ratio), df / 2, 0.5, 1 / (1 + 1 / ratio));
  return t >= 0 ? bothTails / 2 : 1 - bothTails / 2;
}

/**
 * The t that a variable with Student's distribution exceeds with probability `alpha`.
 * @throws RangeError on alpha outside 1e-9..0.5, or df that is not finite and above 0.
 */
export function studentTCriticalValue(df: number, alpha: number): number {
  requireWithin('df', df, Number.MIN_VALUE, Number.MAX_VALUE);
  requireWithin('alpha', alpha, 1e-9, 0.5);
  let t = -jStat.studentt.inv(alpha, df);
  // The library has 9 digits for small df but 3 for millions; Newton's steps on the logarithm bring the rest.
  for (let step = 0; step < 3; step++) {
    const tail = studentTSf(t, df);
    t += Math.log(tail / alpha) * (tail / jStat.studentt.pdf(t, df));
  }
  return t;
}
