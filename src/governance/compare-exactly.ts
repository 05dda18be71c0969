import type { Baseline } from '../drift/baseline.js';
import type { CurrentSummary } from '../drift/column-summary.js';
import { compareSamples, finiteRows, type SampleComparison } from '../drift/feature-tests.js';
import type { DataSet } from '../drift/ports.js';
import type { OpenedData } from './current-data.js';

/** Values in memory at a time: 64 MB. */
const VALUES_AT_A_TIME = 8_000_000;

/**
 * Compares the numeric columns of reference and current data value by value, a few columns at a time.
 * @param current tells which of them hold numbers
 */
export async function compareExactly(
  reference: DataSet | null,
  baseline: Baseline,
  { rows, labels, nameOf }: OpenedData,
  current: ReadonlyMap<string, CurrentSummary>,
): Promise<Map<string, SampleComparison>> {
  const comparisons = new Map<string, SampleComparison>();
  if (reference === null) return comparisons;
  const columns = baseline.columns.filter(({ name, kind }) => {
    const summary = current.get(name);
    return kind === 'numeric' && summary?.type === 'numbers' && finiteRows(summary) > 0;
  });
  for (const data of new Set([rows, labels])) {
    const own = columns.filter(({ role }) => data !== null && data === (role === 'actual' ? labels : rows));
    const rowsOfBoth = baseline.rows + (current.get(own[0]?.name ?? '')?.rows ?? 0);
    const width = Math.max(1, Math.floor(VALUES_AT_A_TIME / rowsOfBoth));
    for (let start = 0; start < own.length; start += width) {
      const batch = own.slice(start, start + width);
      const before = await reference.sortedValues(batch.map(({ name }) => name));
      const now = await data?.sortedValues(batch.map(nameOf));
      for (const column of batch) {
        const [a, b] = [before.get(column.name), now?.get(nameOf(column))];
        if (a !== undefined && b !== undefined) comparisons.set(column.name, compareSamples(a, b));
      }
    }
  }
  return comparisons;
}
