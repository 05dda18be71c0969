import { confidenceSequence, sequentialPValue, sequentialRho } from '../stats/confidence-sequence.js';
import { differenceOfMeans } from '../stats/difference.js';
import type { Interval } from '../stats/interval.js';
import type { Comparison, Evidence } from './evidence.js';
import { addSums, type MetricSums, momentsOf, NO_SUMS } from './metric-sums.js';
import { type CellReadings, sumsOf } from './readings.js';

/**
 * Looks at a difference after each cell of time, as somebody may have done. The interval is that of the last look,
 * which holds for the average difference so far whenever the test is stopped; the p-value is the smallest of all looks,
 * which is as valid as any of them. Looks with fewer than `minUnits` in an arm are left out: the sequence is an
 * asymptotic one.
 */
export function compareAtEveryLook(
  metric: string,
  { alpha, plannedUnits, minUnits }: Comparison,
  control: readonly CellReadings[],
  candidate: readonly CellReadings[],
): Evidence {
  const rho = sequentialRho(alpha, plannedUnits);
  let interval: Interval | null = null;
  let pValue: number | null = null;
  for (const [a, b] of looks(metric, control, candidate)) {
    if (Math.min(a.n, b.n) < Math.max(2, minUnits)) continue;
    const estimate = differenceOfMeans(momentsOf(a), momentsOf(b));
    interval = confidenceSequence(estimate, alpha, rho);
    const p = sequentialPValue(estimate, rho);
    if (p !== null) pValue = Math.min(pValue ?? 1, p);
  }
  if (interval === null || pValue === null) {
    return { interval: null, pValue: null, reason: 'too few units that vary' };
  }
  const isOpenAgain = pValue < alpha && interval.low <= 0 && interval.high >= 0;
  return { interval, pValue, reason: isOpenAgain ? 'it was decided earlier, and is open again' : null };
}

/** Both arms' sums after each cell of time. */
function* looks(
  metric: string,
  control: readonly CellReadings[],
  candidate: readonly CellReadings[],
): Generator<readonly [MetricSums, MetricSums]> {
  const both = [
    ...control.map((cell) => ({ cell, isControl: true })),
    ...candidate.map((cell) => ({ cell, isControl: false })),
  ].sort((a, b) => (a.cell.from < b.cell.from ? -1 : a.cell.from > b.cell.from ? 1 : 0));
  let [a, b]: [MetricSums, MetricSums] = [NO_SUMS, NO_SUMS];
  for (const [index, { cell, isControl }] of both.entries()) {
    const sums = sumsOf(cell, metric);
    if (isControl) a = addSums(a, sums);
    else b = addSums(b, sums);
    // A look is at the end of a cell, for both arms.
    if (both[index + 1]?.cell.from !== cell.from) yield [a, b];
  }
}
