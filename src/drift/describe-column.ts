import type { BaselineColumn } from './baseline.js';
import type { ColumnSummary, CurrentSummary } from './column-summary.js';
import {
  type FeatureResult,
  type Measures,
  type NewValues,
  type SideFigures,
  severityOf,
} from './feature-result.js';
import type { Judgement, Measured } from './judgement.js';
import type { Measurement, Unmeasurable } from './measurement.js';

/** The result of a column that was measured and judged. */
export function describeJudged(
  { column, measurement, threshold }: Measured,
  judgement: Judgement,
): FeatureResult {
  const { status, requiredRows } = judgement;
  return {
    ...identityOf(column, threshold),
    status,
    severity: status === 'insufficient' ? null : severityOf(measurement.psi.value),
    reason: reasonOf(column, measurement, judgement, threshold),
    requiredRows,
    measures: measuresOf(measurement, judgement),
    current: figuresOf(measurement.current),
    newValues: newValuesOf(measurement),
  };
}

/** The result of a column of which nothing can be measured. */
export function describeUnmeasurable(
  column: BaselineColumn,
  threshold: number,
  problem: Unmeasurable,
  current: CurrentSummary | undefined,
): FeatureResult {
  const status = problem === 'missing' || problem === 'type-mismatch' ? problem : 'insufficient';
  return {
    ...identityOf(column, threshold),
    status,
    severity: null,
    reason: REASONS[problem](column, current),
    requiredRows: null,
    measures: null,
    current: current === undefined ? null : figuresOf(current),
    newValues: null,
  };
}

const REASONS: Record<Unmeasurable, (column: BaselineColumn, current: CurrentSummary | undefined) => string> =
  {
    missing: () => 'not in the current data',
    'type-mismatch': ({ type }, current) =>
      `holds ${current?.type === 'mismatch' ? current.found : 'other values'}, the reference ${type === 'numbers' ? 'numbers' : 'text'}`,
    'all-null': () => 'all null',
    'none-finite': () => 'no finite number',
  };

function identityOf(
  column: BaselineColumn,
  threshold: number,
): Pick<FeatureResult, 'name' | 'role' | 'kind' | 'weight' | 'threshold' | 'reference'> {
  const { name, role, kind, reference } = column;
  return { name, role, kind, weight: null, threshold, reference: figuresOf(reference) };
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

function newValuesOf({ bins, currentRows, current }: Measurement): NewValues | null {
  const rows = bins.find(({ kind }) => kind === 'new')?.current ?? 0;
  if (rows === 0) return null;
  return { rows, share: rows / currentRows, values: current.unlistedValues };
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
