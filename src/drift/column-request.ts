import type { CategoryColumn, NumberColumn } from './baseline.js';
import { edgesOf } from './binning.js';
import type { PlannedColumn } from './plan-column.js';
import type { ColumnRequest, NumberRange } from './ports.js';

/**
 * How to count a column as the baseline does.
 * @param name what it is called in the data
 */
export function requestColumn(column: PlannedColumn, name: string): ColumnRequest {
  return column.type === 'numbers' ? requestNumbers(column, name, null) : requestCategories(column, name);
}

export function requestNumbers(
  { binning }: Pick<NumberColumn, 'binning'>,
  name: string,
  range: NumberRange | null,
): ColumnRequest {
  const edges = edgesOf(binning);
  return {
    type: 'numbers',
    name,
    edges,
    // The median is never further from the mean than the standard deviation.
    center: binning.type === 'constant' ? binning.value : (edges[Math.floor(edges.length / 2)] ?? 0),
    values: binning.type === 'values' ? binning.values : null,
    range,
  };
}

export function requestCategories(
  { categories }: Pick<CategoryColumn, 'categories'>,
  name: string,
): ColumnRequest {
  return { type: 'categories', name, categories };
}
