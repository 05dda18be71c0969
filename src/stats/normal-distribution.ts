import jStat from 'jstat';
import { chiSquareSf } from './chi-square-distribution.js';
import { requireWithin } from './inputs.js';

/**
 * P(Z >= z) for a standard normal Z, right to 1e-9 relative down to the smallest double: the square of Z is
 * chi-square with one degree of freedom.
 * @throws RangeError on z that is not finite.
 */
export function normalSf(z: number): number {
  const bothTails = chiSquareSf(z * z, 1);
  return z >= 0 ? bothTails / 2 : 1 - bothTails / 2;
}

/**
 * The z that a standard normal variable exceeds with probability `alpha`.
 * @throws RangeError on alpha outside 1e-300..1 - 1e-15.
 */
export function normalCriticalValue(alpha: number): number {
  requireWithin('alpha', alpha, 1e-300, 1 - 1e-15);
  if (alpha > 0.5) return -normalCriticalValue(1 - alpha);
  let z = -jStat.normal.inv(alpha, 0, 1);
  // The library has 16 digits in the body but 2 in the far tail; Newton's steps on the logarithm bring the rest.
  for (let step = 0; step < 3; step++) {
    const tail = normalSf(z);
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += Math.log(tail / alpha) * (tail / density);
  }
  return z;
}
