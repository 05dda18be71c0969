import { GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import { allPeriods, PERIODS, periodEnd, periodName } from '../../performance/period.js';
import {
  type Grouping,
  type MeasuredColumns,
  type MeasuredRows,
  NO_GROUP,
  type PerformanceTable,
} from './performance-data.js';
import type { PerformanceGroup, PerformanceGrouping } from './performance-report.js';
import { emptyGroup, type GroupMeasurement, type MeasureOptions, measureRows } from './performance-rows.js';

/** Of more values than this a column makes no segments that a person would read. */
const MAX_SEGMENTS = 200;

/** @throws GovError usage for a column that is not there or has too many values, and without timestamps. */
export async function findGrouping(
  table: PerformanceTable,
  columns: MeasuredColumns,
  by: PerformanceGrouping,
): Promise<Grouping> {
  if (by.kind === 'period') {
    if (columns.timestamp !== null || table.columns.length === 0) return by;
    throw new GovError('usage', `--by ${by.period}: ${table.place} has no timestamps`, {
      hint: 'name the column of the instant in .dharmarc: columns.timestamp',
    });
  }
  const { column } = by;
  // An empty window has no columns, and is told apart later.
  if (table.columns.length === 0) return { ...by, values: [] };
  if (!table.columns.some(({ name }) => name === column)) {
    throw new GovError('usage', `--by ${column}: ${table.place} has no such column`, {
      hint: `${suggestWord(
        column,
        table.columns.map(({ name }) => name),
      )}; periods: ${PERIODS.join(', ')}`,
    });
  }
  const values = await table.distinctValues(column, MAX_SEGMENTS);
  if (values !== null) return { ...by, values };
  throw new GovError('usage', `--by ${column}: has more than ${MAX_SEGMENTS} different values`, {
    hint: 'segments need a column of a few categories',
  });
}

export interface MeasuredGroup extends PerformanceGroup {
  readonly slowRows: number;
}

/** The groups in order: all periods from the first to the last, or all values; rows without either are a last one. */
export async function measureGroups(
  rows: MeasuredRows,
  options: Omit<MeasureOptions, 'grouped'>,
  grouping: Grouping,
): Promise<MeasuredGroup[]> {
  const measured = await measureRows(rows, { ...options, grouped: true });
  const group = (name: string, code: number, span: { from: string; to: string } | null): MeasuredGroup => {
    const found: GroupMeasurement = measured.get(code) ?? emptyGroup(options.subject);
    return { name, from: span?.from ?? null, to: span?.to ?? null, ...found };
  };
  const known = [...measured.keys()].filter((code) => code !== NO_GROUP);
  const groups =
    grouping.kind === 'column'
      ? grouping.values.map((value, code) => group(value, code, null))
      : allPeriods(known, grouping.period).map((start) =>
          group(periodName(start, grouping.period), start, {
            from: new Date(start).toISOString(),
            to: periodEnd(start, grouping.period),
          }),
        );
  const unnamed = grouping.kind === 'column' ? '(no value)' : '(no timestamp)';
  return measured.has(NO_GROUP) ? [...groups, group(unnamed, NO_GROUP, null)] : groups;
}
