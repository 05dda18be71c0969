import type { CategoryColumn, NumberColumn } from './baseline.js';
import { edgesOf, numberBelow } from './binning.js';
import type { CategorySummary, NumberSummary } from './column-summary.js';

/** One bar of the two distributions: rows of either side. */
export interface ScoredBin {
  readonly label: string;
  /** `other`: rare categories together. `new`: values the reference does not have. `missing`: null, NaN or infinite. */
  readonly kind: 'value' | 'range' | 'other' | 'new' | 'missing';
  readonly reference: number;
  readonly current: number;
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
  const merge = (kind: ScoredBin['kind'], label: string, from: number, to: number): ScoredBin => ({
    label,
    kind,
    reference: total(reference.counts.slice(from, to)),
    current: total(current.counts.slice(from, to)),
  });
  switch (binning.type) {
    case 'deciles': {
      const ends = [...binning.scored.map((edge) => edges.indexOf(edge) + 1), edges.length + 1];
      return ends.map((end, bin) =>
        merge('range', intervalLabel(binning.scored[bin - 1], binning.scored[bin]), ends[bin - 1] ?? 0, end),
      );
    }
    case 'values': {
      const bins = binning.values.map((value) => {
        const bin = edges.indexOf(value);
        return merge('value', formatEdge(value), bin, bin + 1);
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
        merge('range', `< ${formatEdge(binning.value)}`, 0, 1),
        merge('value', formatEdge(binning.value), 1, 2),
        merge('range', `> ${formatEdge(binning.value)}`, 2, 3),
      ];
  }
}

/** The bins that a column of categories is scored in, with pools where there are such rows. */
export function scoredCategoryBins(column: CategoryColumn, current: CategorySummary): ScoredBin[] {
  const { categories, complete, reference } = column;
  const all = categories.map((label, index) => ({
    label,
    kind: 'value' as const,
    reference: reference.counts[index] ?? 0,
    current: current.counts[index] ?? 0,
  }));
  const rest = all.slice(MAX_CATEGORY_BINS);
  // Where not all old categories are known, a new one cannot be told from a rare old one.
  const pooled = { reference: complete ? 0 : reference.unlisted, current: complete ? 0 : current.unlisted };
  return [
    ...all.slice(0, MAX_CATEGORY_BINS),
    ...pool(
      'other',
      total(rest.map((bin) => bin.reference)) + pooled.reference,
      total(rest.map((bin) => bin.current)) + pooled.current,
    ),
    ...pool('new', 0, complete ? current.unlisted : 0),
    ...pool('missing', reference.nulls, current.nulls),
  ];
}

function pool(kind: 'other' | 'new' | 'missing', reference: number, current: number): ScoredBin[] {
  return reference + current > 0 ? [{ label: `(${kind})`, kind, reference, current }] : [];
}

/** The bin above `low` up to and including `high`; open where either is undefined. */
function intervalLabel(low: number | undefined, high: number | undefined): string {
  if (low === undefined) return high === undefined ? 'all' : `<= ${formatEdge(high)}`;
  if (high === undefined) return `> ${formatEdge(low)}`;
  if (low === numberBelow(high)) return formatEdge(high);
  return `${formatEdge(low)} to ${formatEdge(high)}`;
}

function formatEdge(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
