import type { BaselineColumn } from './baseline.js';
import type { ColumnSummary, CurrentSummary } from './column-summary.js';
import {
  type FeatureResult,
  type Measures,
  type NewValues,
  type OutsideRange,
  type SideFigures,
  severityOf,
} from './feature-result.js';
import { finiteRows } from './feature-tests.js';
import type { Judgement, Measured } from './judgement.js';
import type { Measurement, Unmeasurable } from './measurement.js';

/** The result of a column that was measured and judged. */
export function describeJudged(
  { column, measurement, threshold }: Measured,
  judgement: Judgement,
): FeatureResult {
  const { status, requiredRows } = judgement;
  return {
    name: column.name,
    role: column.role,
    kind: column.kind,
    status,
    severity: status === 'insufficient' ? null : severityOf(measurement.psi.value),
    reason: reasonOf(column, measurement, judgement, threshold),
    weight: null,
    threshold,
    requiredRows,
    measures: measuresOf(measurement, judgement),
    reference: figuresOf(column.reference),
    current: figuresOf(measurement.current),
    newValues: newValuesOf(measurement),
    outsideRange: outsideRangeOf(measurement.current),
  };
}

/** The result of a column of which nothing can be measured. */
export function describeUnmeasurable(
  column: BaselineColumn,
  threshold: number,
  problem: Unmeasurable,
  current: CurrentSummary | undefined,
): FeatureResult {
  return {
    name: column.name,
    role: column.role,
    kind: column.kind,
    status: problem === 'missing' || problem === 'type-mismatch' ? problem : 'insufficient',
    severity: null,
    reason: describeProblem(problem, column, current),
    weight: null,
    threshold,
    requiredRows: null,
    measures: null,
    reference: figuresOf(column.reference),
    current: current === undefined ? null : figuresOf(current),
    newValues: null,
    outsideRange: null,
  };
}

function describeProblem(
  problem: Unmeasurable,
  { holds }: BaselineColumn,
  current: CurrentSummary | undefined,
): string {
  switch (problem) {
    case 'missing':
      return 'not in the current data';
    case 'type-mismatch':
      return `holds ${current?.type === 'mismatch' ? current.found : 'something else'}, the reference ${holds}`;
    case 'all-null':
      return 'all null';
    case 'none-finite':
      return 'no finite number';
  }
}

function measuresOf(measurement: Measurement, judgement: Judgement): Measures {
  const { psi, pValue, test, missingPValue, jensenShannon, wasserstein, bins } = measurement;
  return {
    score: psi.value,
    criticalValue: judgement.criticalValue,
    pValue: pValue.high,
    adjustedPValue: judgement.adjustedPValue,
    test,
    missingPValue,
    jensenShannon,
    wasserstein,
    bins,
  };
}

function figuresOf(summary: ColumnSummary): SideFigures {
  const { rows, nulls } = summary;
  if (summary.type !== 'numbers') {
    return { rows, nulls, nan: 0, infinite: 0, mean: null, sd: null, min: null, max: null };
  }
  const { nan, infinite, mean, sd, min, max } = summary;
  return { rows, nulls, nan, infinite, mean, sd, min, max };
}

/** New values that a report names. */
const REPORTED_VALUES = 10;

function newValuesOf({ bins, currentRows, current }: Measurement): NewValues | null {
  const rows = bins.find(({ kind }) => kind === 'new')?.current ?? 0;
  if (rows === 0) return null;
  return { rows, share: rows / currentRows, values: current.unlistedValues.slice(0, REPORTED_VALUES) };
}

function outsideRangeOf(current: CurrentSummary): OutsideRange | null {
  if (current.type !== 'numbers' || current.outside === undefined) return null;
  const { below, above } = current.outside;
  const rows = below + above;
  return rows === 0 ? null : { rows, share: rows / finiteRows(current), below, above };
}

function reasonOf(
  column: BaselineColumn,
  { psi, referenceRows }: Measurement,
  { status, requiredRows }: Judgement,
  threshold: number,
): string | null {
  if (status === 'constant-changed') return `was always ${constantOf(column)}`;
  if (status === 'insufficient') {
    return requiredRows === null
      ? `the reference of ${referenceRows} rows is too small for this threshold`
      : 'too few rows';
  }
  if (status === 'stable' && psi.value >= threshold) return 'reaches the threshold, but is not significant';
  return null;
}

/** The value of a constant column, as text. */
function constantOf(column: BaselineColumn): string {
  if (column.type === 'categories') return `"${column.categories[0] ?? ''}"`;
  return column.binning.type === 'constant' ? String(column.binning.value) : '';
}
