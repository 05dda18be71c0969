import { addSums, type MetricSums, NO_SUMS } from './metric-sums.js';
import { type CellReadings, sumsOf } from './readings.js';

/** Both arms' sums after each cell of time. */
export function* looks(
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
