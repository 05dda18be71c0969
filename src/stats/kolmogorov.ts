import { durbinCdf } from './durbin.js';
import { requireWhole, requireWithin } from './inputs.js';
import { smirnovSf } from './smirnov.js';

/** Up to here the exact recursion takes milliseconds; beyond, the expansion in 1/sqrt(n) is right to 2e-6. */
const EXACT_UP_TO = 500;

/**
 * P(D_n >= x) for the two-sided one-sample Kolmogorov-Smirnov statistic of n values, by the partition of Simard &
 * L'Ecuyer (2011, J. Stat. Software 39(11)): twice the one-sided probability where both sides cannot, or hardly,
 * happen at once, else the exact recursion or the expansion for large n.
 * @throws RangeError on x outside 0..1, or n that is not a whole number >= 1.
 */
export function kolmogorovSf(x: number, n: number): number {
  requireWithin('x', x, 0, 1);
  requireWhole('n', n, 1);
  if (n * x <= 0.5) return 1;
  if (x === 1) return 0;
  const bothSidesMatterBelow = n <= EXACT_UP_TO ? 4 : 2.2;
  if (x >= 0.5 || n * x * x >= bothSidesMatterBelow) return 2 * smirnovSf(x, n);
  return n <= EXACT_UP_TO ? 1 - durbinCdf(x, n) : expandedSf(x, n);
}

/**
 * The expansion of P(D_n >= x) to the order n^-3/2 (Li-Chien 1956, Korolyuk 1960; it is the one that Pelz & Good
 * 1976 transform for lower tails). Term k is the chance of crossing alternate sides k times.
 */
function expandedSf(x: number, n: number): number {
  const z2 = n * x * x;
  const z = Math.sqrt(z2);
  // Closer to 1 than a double can say, while the alternating sum would need ever more terms.
  if (z < 0.18) return 1;
  let sum = 0;
  for (let k = 1; 2 * k * k * z2 < 40; k++) {
    const k2 = k * k;
    const odd = k % 2;
    const f1 = k2 - odd;
    const f2 = 5 * k2 + 22 - 15 * odd;
    const order1 = (-2 * k2 * z) / 3;
    const order2 = -(f1 - 4 * (f1 + 3) * k2 * z2 + 8 * k2 * k2 * z2 * z2) / 18;
    const order3 = (k2 * z * (f2 / 5 - (4 * (f2 + 45) * k2 * z2) / 15 + 8 * k2 * k2 * z2 * z2)) / 27;
    const term = Math.exp(-2 * k2 * z2) * (1 + order1 / Math.sqrt(n) + order2 / n + order3 / n ** 1.5);
    sum += odd === 1 ? term : -term;
  }
  return 2 * sum;
}
