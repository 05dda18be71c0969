import * as v from 'valibot';
import type { Baseline } from '../../drift/baseline.js';
import type { CurrentSummary } from '../../drift/column-summary.js';
import {
  compareSamples,
  finiteRows,
  type SampleComparison,
  sampleComparisonSchema,
} from '../../drift/feature-tests.js';
import type { DataSet } from '../../drift/ports.js';
import type { OpenedData } from './current-data.js';

/** Values in memory at a time: 64 MB. */
const VALUES_AT_A_TIME = 8_000_000;

const comparisonsSchema = v.array(v.tuple([v.string(), sampleComparisonSchema]));

/**
 * Compares the numeric columns of reference and current data value by value, a few columns at a time.
 * @param openReference opened only where a comparison is not known from before
 * @param current tells which columns hold numbers
 */
export async function compareExactly(
  openReference: () => Promise<DataSet | null>,
  baseline: Baseline,
  { rows, labels, nameOf }: OpenedData,
  current: ReadonlyMap<string, CurrentSummary>,
): Promise<Map<string, SampleComparison>> {
  const comparisons = new Map<string, SampleComparison>();
  if (baseline.reference === null) return comparisons;
  const columns = baseline.columns.filter(({ name, kind }) => {
    const summary = current.get(name);
    return kind === 'numeric' && summary?.type === 'numbers' && finiteRows(summary) > 0;
  });
  for (const data of new Set([rows, labels])) {
    if (data === null) continue;
    const own = columns.filter(({ role }) => data === (role === 'actual' ? labels : rows));
    const rowsOfBoth = baseline.rows + (current.get(own[0]?.name ?? '')?.rows ?? 0);
    const width = Math.max(1, Math.floor(VALUES_AT_A_TIME / rowsOfBoth));
    for (let start = 0; start < own.length; start += width) {
      const pairs = own
        .slice(start, start + width)
        .map((column) => ({ name: column.name, now: nameOf(column) }));
      const task = { compareWith: baseline.reference.sha256, pairs };
      const compared = await data.remember(task, comparisonsSchema, async () =>
        compareColumns(await openReference(), data, pairs),
      );
      for (const [name, comparison] of compared) comparisons.set(name, comparison);
    }
  }
  return comparisons;
}

/** A column of the baseline, and what it is called in the current data. */
interface ColumnPair {
  readonly name: string;
  readonly now: string;
}

async function compareColumns(
  reference: DataSet | null,
  data: DataSet,
  pairs: readonly ColumnPair[],
): Promise<[string, SampleComparison][]> {
  const before = await reference?.sortedValues(pairs.map(({ name }) => name));
  const after = await data.sortedValues(pairs.map(({ now }) => now));
  return pairs.flatMap(({ name, now }) => {
    const [a, b] = [before?.get(name), after.get(now)];
    return a === undefined || b === undefined ? [] : [[name, compareSamples(a, b)]];
  });
}
