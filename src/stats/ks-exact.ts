/**
 * P(D >= gap / (n m)) for two samples of n and m values from one continuous distribution, `gap` being the largest
 * |i m - j n| over the pooled values, where i and j of the two samples have been passed.
 *
 * The order of the pooled values is a random path from (0, 0) to (n, m), all paths being equally likely; D reaches
 * the bound when the path leaves the band |i m - j n| < gap. A path at (i, j) came from (i - 1, j) with probability
 * i / (i + j), so the probability of having left is an average of two neighbours: nothing overflows, nothing cancels,
 * and small p-values keep their digits (the upper-tail recursion of Viehmann 2021, arXiv:2102.08037).
 * Takes about 2 gap / max(n, m) steps for each of max(n, m) rows.
 */
export function ksExactPValue(gap: number, n: number, m: number): number {
  if (gap <= 0) return 1;
  const rows = Math.max(n, m);
  const columns = Math.min(n, m);
  // hasLeft[j] belongs to the row above until this row overwrites it; outside the band it is 1.
  const hasLeft = new Float64Array(columns + 1).fill(1);
  for (let i = 0; i <= rows; i++) {
    const first = Math.max(0, Math.floor((i * columns - gap) / rows) + 1);
    const last = Math.min(columns, Math.ceil((i * columns + gap) / rows) - 1);
    let left = i === 0 ? 0 : 1;
    for (let j = first; j <= last; j++) {
      if (i > 0) left = (i * (hasLeft[j] ?? Number.NaN) + j * left) / (i + j);
      hasLeft[j] = left;
    }
  }
  return hasLeft[columns] ?? Number.NaN;
}
