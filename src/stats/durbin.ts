import { at } from './inputs.js';

/**
 * P(D_n < x) for the two-sided one-sample Kolmogorov-Smirnov statistic, exactly: Durbin's (1968) recursion in the
 * matrix form of Marsaglia, Tsang & Wang (2003, J. Stat. Software 8(18)). All numbers in it are positive, so the digits
 * are kept; it takes about n (2 n x)^2 / 2 steps. For n x > 1/2.
 */
export function durbinCdf(x: number, n: number): number {
  const half = Math.ceil(n * x);
  const matrix = transitionMatrix(2 * half - 1, half - n * x);
  let state = Float64Array.from(matrix, (_, i) => (i === half - 1 ? 1 : 0));
  // The answer is n! / n^n times an element of the n-th power; i / n a step keeps the numbers near 1.
  for (let i = 1; i <= n; i++) {
    const previous = state;
    state = Float64Array.from(matrix, (row) => (dot(row, previous) * i) / n);
  }
  return at(state, half - 1);
}

/**
 * The matrix H of the paper: 1 / (i - j + 1)! where that exists, with corrections in the first column and the last row.
 * Rows end at their last element that is not 0, one right of the diagonal.
 */
function transitionMatrix(size: number, h: number): Float64Array[] {
  const inverseFactorial = new Float64Array(size + 1).fill(1);
  for (let i = 1; i <= size; i++) inverseFactorial[i] = at(inverseFactorial, i - 1) / i;
  const corner = 1 - 2 * h ** size + Math.max(0, 2 * h - 1) ** size;
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: Math.min(size, i + 2) }, (_, j) => {
      const order = i - j + 1;
      const weight = at(inverseFactorial, order);
      if (j === 0 && i === size - 1) return corner * weight;
      return j === 0 || i === size - 1 ? (1 - h ** order) * weight : weight;
    }),
  );
}

function dot(row: Float64Array, vector: Float64Array): number {
  let total = 0;
  for (let j = 0; j < row.length; j++) total += at(row, j) * at(vector, j);
  return total;
}
