import { gammaln } from 'simple-statistics';

/**
 * ln Gamma(k + 1) minus Stirling's formula for it, without the cancellation of computing both (DLMF 5.11.1).
 * @param k > 0
 */
export function stirlingError(k: number): number {
  if (k < 16) return gammaln(k + 1) - (k + 0.5) * Math.log(k) + k - Math.log(2 * Math.PI) / 2;
  const inverseSquare = 1 / (k * k);
  return (1 / 12 - (1 / 360 - (1 / 1260 - inverseSquare / 1680) * inverseSquare) * inverseSquare) / k;
}
