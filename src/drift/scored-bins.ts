import type { Category } from '../stats/rare-categories.js';
import type { CategoryColumn, NumberColumn } from './baseline.js';
import { edgesOf, numberBelow } from './binning.js';
import type { CategorySummary, NumberSummary, ValueCount } from './column-summary.js';

/** One bar of the two distributions: rows of either side. */
export interface ScoredBin {
  readonly label: string;
  /** `other`: rare categories together. `new`: values the reference does not have. `missing`: null, NaN or infinite. */
  readonly kind: 'value' | 'range' | 'other' | 'new' | 'missing';
  /** Of a range: the values above `low` up to and including `high`; null where it is open. Null for everything else. */
  readonly range: Interval | null;
  readonly reference: number;
  readonly current: number;
}

interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Categories that get a bin of their own; the rarer ones share one. */
const MAX_CATEGORY_BINS = 100;

/** The bins that a column of numbers is scored in, with one for missing values where either side has any. */
export function scoredNumberBins(column: NumberColumn, current: NumberSummary): ScoredBin[] {
  return [
    ...finiteBins(column, current),
    ...pool('missing', missingRows(column.reference), missingRows(current)),
  ];
}

/** Rows that hold no finite number: null, NaN or infinite. */
export function missingRows({ nulls, nan, infinite }: NumberSummary): number {
  return nulls + nan + infinite;
}

function finiteBins(column: NumberColumn, current: NumberSummary): ScoredBin[] {
  const { binning, reference } = column;
  const edges = edgesOf(binning);
  const rowsOf = (from: number, to: number) => ({
    reference: total(reference.counts.slice(from, to)),
    current: total(current.counts.slice(from, to)),
  });
  switch (binning.type) {
    case 'deciles': {
      const ends = [...binning.scored.map((edge) => edges.indexOf(edge) + 1), edges.length + 1];
      return ends.map((end, bin) => ({
        ...rangeBin(binning.scored[bin - 1] ?? null, binning.scored[bin] ?? null),
        ...rowsOf(ends[bin - 1] ?? 0, end),
      }));
    }
    case 'values': {
      const bins = binning.values.map((value) => {
        const bin = edges.indexOf(value);
        return { ...valueBin(value), ...rowsOf(bin, bin + 1) };
      });
      const listed = (side: 'reference' | 'current') => total(bins.map((bin) => bin[side]));
      return [
        ...bins,
        ...pool(
          'new',
          total(reference.counts) - listed('reference'),
          total(current.counts) - listed('current'),
        ),
      ];
    }
    case 'constant':
      return [
        { ...rangeBin(null, binning.value), label: `< ${formatEdge(binning.value)}`, ...rowsOf(0, 1) },
        { ...valueBin(binning.value), ...rowsOf(1, 2) },
        { ...rangeBin(binning.value, null), ...rowsOf(2, 3) },
      ];
  }
}

/**
 * The bins that a column of categories is scored in, with pools where there are such rows. Which categories are common
 * enough for a bin of their own is seen from both sides together: those most common in the reference alone are so partly
 * by chance, and would all seem to have become rarer since.
 */
export function scoredCategoryBins(column: CategoryColumn, current: CategorySummary): ScoredBin[] {
  const { complete, reference } = column;
  const all = listedCategories(column, current);
  const limit = all.map(rowsOfBoth).sort((a, b) => b - a)[MAX_CATEGORY_BINS] ?? 0;
  const rest = all.filter((bin) => rowsOfBoth(bin) <= limit);
  // Where not all old categories are known, a new one cannot be told from a rare old one.
  const pooled = { reference: complete ? 0 : reference.unlisted, current: complete ? 0 : current.unlisted };
  return [
    ...all.filter((bin) => rowsOfBoth(bin) > limit),
    ...pool(
      'other',
      total(rest.map((bin) => bin.reference)) + pooled.reference,
      total(rest.map((bin) => bin.current)) + pooled.current,
    ),
    ...pool('new', 0, complete ? current.unlisted : 0),
    ...pool('missing', reference.nulls, current.nulls),
  ];
}

/**
 * The same rows as they are tested, each value by itself where it is known. New values pooled as they are for the score
 * would stand against nothing, though every window has a few that a reference of few rows happens to lack; apart they
 * are as rare as those that only the reference has, and chance explains both.
 * @param unlistedValues of the current rows, the most frequent first
 */
export function testedCategories(
  column: CategoryColumn,
  current: CategorySummary,
  unlistedValues: readonly ValueCount[],
): Category[] {
  if (!column.complete) return scoredCategoryBins(column, current);
  return withNewApart(
    [...listedCategories(column, current), { reference: column.reference.nulls, current: current.nulls }],
    current.unlisted,
    unlistedValues,
  );
}

/** The same for a column of few distinct numbers. */
export function testedValues(bins: readonly ScoredBin[], unlistedValues: readonly ValueCount[]): Category[] {
  const isNew = ({ kind }: ScoredBin) => kind === 'new';
  const unlisted = bins.find(isNew)?.current ?? 0;
  return withNewApart(
    bins.filter((bin) => !isNew(bin)),
    unlisted,
    unlistedValues,
  );
}

function withNewApart(
  known: readonly Category[],
  unlisted: number,
  unlistedValues: readonly ValueCount[],
): Category[] {
  const all = [...known, ...unlistedValues.map(({ rows }) => ({ reference: 0, current: rows }))];
  const unnamed = unlisted - total(unlistedValues.map(({ rows }) => rows));
  if (unnamed === 0) return all;
  // None of the unnamed values has more rows than the last one named, so they go with all that are as rare.
  const limit = unlistedValues.at(-1)?.rows ?? 0;
  const rare = all.filter((category) => rowsOfBoth(category) <= limit);
  return [
    ...all.filter((category) => rowsOfBoth(category) > limit),
    {
      reference: total(rare.map(({ reference }) => reference)),
      current: total(rare.map(({ current }) => current)) + unnamed,
    },
  ];
}

function listedCategories({ categories, reference }: CategoryColumn, current: CategorySummary): ScoredBin[] {
  return categories.map((label, index) => ({
    label,
    kind: 'value',
    range: null,
    reference: reference.counts[index] ?? 0,
    current: current.counts[index] ?? 0,
  }));
}

function rowsOfBoth({ reference, current }: Category): number {
  return reference + current;
}

function pool(kind: 'other' | 'new' | 'missing', reference: number, current: number): ScoredBin[] {
  return reference + current > 0 ? [{ label: `(${kind})`, kind, range: null, reference, current }] : [];
}

function valueBin(value: number): Pick<ScoredBin, 'label' | 'kind' | 'range'> {
  return { label: formatEdge(value), kind: 'value', range: null };
}

function rangeBin(low: number | null, high: number | null): Pick<ScoredBin, 'label' | 'kind' | 'range'> {
  return { label: intervalLabel(low, high), kind: 'range', range: { low, high } };
}

/** The bin above `low` up to and including `high`; open where either is null. */
function intervalLabel(low: number | null, high: number | null): string {
  if (low === null) return high === null ? 'all' : `<= ${formatEdge(high)}`;
  if (high === null) return `> ${formatEdge(low)}`;
  if (low === numberBelow(high)) return formatEdge(high);
  return `${formatEdge(low)} to ${formatEdge(high)}`;
}

function formatEdge(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
