import type { BaselineColumn } from './baseline.js';
import type { CurrentSummary } from './column-summary.js';
import { describeJudged, describeUnmeasurable } from './describe-column.js';
import type { FeatureResult } from './feature-result.js';
import type { SampleComparison } from './feature-tests.js';
import { judgeColumns, type Measured } from './judgement.js';
import { measureColumn } from './measurement.js';

export interface ColumnOptions {
  /** Score from which a column has drifted. */
  readonly threshold: number;
  readonly featureThresholds: Readonly<Record<string, number>>;
  /** False discovery rate. */
  readonly alpha: number;
}

/** Columns of a baseline, or of a part of its rows, beside the same of the current data. */
export interface ColumnGroup {
  readonly columns: readonly BaselineColumn[];
  /** By column; one that is absent is `missing`. */
  readonly current: ReadonlyMap<string, CurrentSummary>;
  /** Columns whose values were compared themselves. */
  readonly exact: ReadonlyMap<string, SampleComparison>;
}

export interface EvaluatedColumns {
  /** In the order of the group's columns. */
  readonly results: readonly FeatureResult[];
  /** Columns whose verdict hangs on an exact comparison that was not made. */
  readonly open: readonly string[];
}

/** Evaluates groups of columns, all of which are tested together: the more tests there are, the stricter each. */
export function evaluateColumns(groups: readonly ColumnGroup[], options: ColumnOptions): EvaluatedColumns[] {
  const measured = groups.map((group) => measureGroup(group, options));
  const judgements = judgeColumns(
    measured.flatMap((group) => group.measured),
    options.alpha,
  );
  let next = 0;
  return measured.map(({ results, measured, order }) => {
    const open: string[] = [];
    for (const subject of measured) {
      const judgement = judgements[next++];
      if (judgement === undefined) continue;
      results.set(subject.column.name, describeJudged(subject, judgement));
      if (judgement.open) open.push(subject.column.name);
    }
    return { results: order.flatMap((name) => results.get(name) ?? []), open };
  });
}

interface MeasuredGroup {
  readonly order: readonly string[];
  readonly measured: readonly Measured[];
  /** Of columns that cannot be measured. */
  readonly results: Map<string, FeatureResult>;
}

function measureGroup({ columns, current, exact }: ColumnGroup, options: ColumnOptions): MeasuredGroup {
  const results = new Map<string, FeatureResult>();
  const measured: Measured[] = [];
  for (const column of columns) {
    const { name } = column;
    const threshold = thresholdOf(name, options);
    const measurement = measureColumn(column, current.get(name), exact.get(name));
    if (typeof measurement !== 'string') measured.push({ column, measurement, threshold });
    else results.set(name, describeUnmeasurable(column, threshold, measurement, current.get(name)));
  }
  return { order: columns.map(({ name }) => name), measured, results };
}

/** The score from which a column has drifted. */
export function thresholdOf(
  name: string,
  { threshold, featureThresholds }: Pick<ColumnOptions, 'threshold' | 'featureThresholds'>,
): number {
  return Object.hasOwn(featureThresholds, name) ? (featureThresholds[name] ?? threshold) : threshold;
}
