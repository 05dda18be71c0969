import { betaDensity, incompleteBeta } from './incomplete-beta.js';
import { at } from './inputs.js';
import { type Proportion, shareOf } from './proportion.js';

export interface PosteriorComparison {
  /** The probability that the second true share is the larger. */
  chanceToWin: number;
  /** What choosing the second costs on average where it is the smaller, in shares, and nothing where it is not. */
  expectedLoss: number;
}

interface Beta {
  readonly a: number;
  readonly b: number;
}

/** Gauss-Legendre nodes and weights of ten points on -1..1, one of each mirrored pair (Abramowitz & Stegun 25.4.30). */
const NODES = [
  0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717,
];
const WEIGHTS = [
  0.2955242247147529, 0.2692667193099963, 0.219086362515982, 0.1494513491505806, 0.0666713443086881,
];

/** Where the distributions are cut into pieces, in standard deviations from either mean. */
const CUTS = [0, 1, 2, 3, 4, 6, 8, 12, 20, 40];

/**
 * Two proportions as Bayes sees them from a uniform prior: s of n make the posterior Beta(s + 1, n - s + 1). With F the
 * distribution functions, the chance is the integral of f1 (1 - F2) and the loss E max(p1 - p2, 0) that of F2 (1 - F1):
 * of positive numbers both, so that small results keep their digits (1e-9 relative, down to 1e-12).
 * @throws RangeError on counts that are no proportion (n >= 1).
 */
export function compareBetaPosteriors(first: Proportion, second: Proportion): PosteriorComparison {
  const one = posterior('first', first);
  const two = posterior('second', second);
  const cuts = [0, ...cutsOf(one), ...cutsOf(two), 1].sort((a, b) => a - b);
  const chanceToWin = integrate(
    cuts,
    (x) => betaDensity(x, one.a, one.b) * incompleteBeta(1 - x, two.b, two.a, x),
  );
  const expectedLoss = integrate(
    cuts,
    (x) => incompleteBeta(x, two.a, two.b) * incompleteBeta(1 - x, one.b, one.a, x),
  );
  return { chanceToWin: Math.min(1, chanceToWin), expectedLoss };
}

/** By Gauss-Legendre quadrature of ten points between every two cuts. */
function integrate(cuts: readonly number[], integrand: (x: number) => number): number {
  let total = 0;
  for (const [i, to] of cuts.entries()) {
    const half = (to - (cuts[i - 1] ?? to)) / 2;
    if (half === 0) continue;
    for (const [k, node] of NODES.entries()) {
      const sides = integrand(to - half * (1 - node)) + integrand(to - half * (1 + node));
      total += half * at(WEIGHTS, k) * sides;
    }
  }
  return total;
}

function posterior(name: string, proportion: Proportion): Beta {
  shareOf(name, proportion);
  return { a: proportion.successes + 1, b: proportion.n - proportion.successes + 1 };
}

function cutsOf({ a, b }: Beta): number[] {
  const mean = a / (a + b);
  const sd = Math.sqrt((mean * (1 - mean)) / (a + b + 1));
  return CUTS.flatMap((cut) => [mean - cut * sd, mean + cut * sd]).filter((x) => x > 0 && x < 1);
}
