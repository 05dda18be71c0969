import type { Baseline, BaselineColumn, CategoryColumn, NumberColumn } from '../../src/drift/baseline.js';
import type { CurrentSummary } from '../../src/drift/column-summary.js';

/** A column of categories `a`, `b`, ... with these rows each in the reference. */
export function categories(
  name: string,
  counts: readonly number[],
  more: Partial<CategoryColumn> = {},
): CategoryColumn {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return {
    type: 'categories',
    name,
    role: 'feature',
    kind: counts.length === 1 ? 'constant' : 'categorical',
    holds: 'text',
    categories: counts.map((_, index) => String.fromCharCode(97 + index)),
    complete: true,
    reference: { type: 'categories', rows, nulls: 0, counts: [...counts], unlisted: 0 },
    ...more,
  };
}

/** Current rows of such a column: of its categories, of new ones, and null. */
export function currently(counts: readonly number[], unlisted = 0, nulls = 0): CurrentSummary {
  const rows = counts.reduce((sum, count) => sum + count, 0) + unlisted + nulls;
  return { type: 'categories', rows, nulls, counts: [...counts], unlisted, unlistedValues: [] };
}

/** A numeric column with deciles 1 .. 9, of as many rows in each bin as given. */
export function numbers(name: string, counts: readonly number[]): NumberColumn {
  const edges = counts.slice(1).map((_, index) => index + 1);
  return {
    type: 'numbers',
    name,
    role: 'feature',
    kind: 'numeric',
    holds: 'numbers',
    binning: { type: 'deciles', edges, scored: edges },
    reference: numberSummary(counts),
  };
}

export function numberSummary(counts: readonly number[], nulls = 0) {
  const rows = counts.reduce((sum, count) => sum + count, 0) + nulls;
  return {
    type: 'numbers' as const,
    rows,
    nulls,
    nan: 0,
    infinite: 0,
    counts: [...counts],
    min: 0,
    max: 10,
    mean: 5,
    sd: 3,
  };
}

export function baselineOf(...columns: BaselineColumn[]): Baseline {
  return {
    schemaVersion: 1,
    trainingDataSha256: '0'.repeat(64),
    rows: columns[0]?.reference.rows ?? 0,
    columns,
    unscored: [],
    reference: null,
  };
}

export const DEFAULTS = { threshold: 0.1, featureThresholds: {}, alpha: 0.05, importance: null };
