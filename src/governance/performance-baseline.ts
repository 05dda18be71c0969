import { type Measurement, POSITIVE_UNKNOWN } from '../performance/measurement.js';
import type { IsotonicRegression } from '../stats/isotonic-regression.js';
import type { PerformanceVersion } from './open-performance.js';
import { storedColumns } from './open-performance.js';
import type { MeasuredColumns, MeasuredRows, PerformanceData } from './performance-data.js';
import { calibrate, measureWhole } from './performance-rows.js';
import type { PerformanceSubject } from './performance-subject.js';

/** How the model did on its training data, and what its probabilities are worth. */
export interface ReferencePerformance {
  readonly measurement: Measurement | null;
  /** Why there is no measurement. */
  readonly reason: string | null;
  /** What is not known of the training data, by its stored name; and how to mend that. */
  readonly missing: readonly string[];
  readonly setAgain: string;
  readonly calibration: IsotonicRegression | null;
  readonly calibrationRows: number;
  /** Why there is no calibration. */
  readonly calibrationReason: string | null;
}

export interface OpenedBaseline {
  /** Null when there are none. */
  readonly rows: MeasuredRows | null;
  measure(subject: Pick<PerformanceSubject, 'task' | 'positiveClass'>): Promise<ReferencePerformance>;
}

/** Fewer labelled rows leave a calibration with steps that are mostly chance. */
const MIN_CALIBRATION_ROWS = 300;

/** @throws GovError integrity when the rows are not what was stored. */
export async function openBaseline(
  data: PerformanceData,
  { model, version, baseline }: PerformanceVersion,
): Promise<OpenedBaseline> {
  const address = `${model}@${version}`;
  const setAgain = `dharma-gov baseline set ${address} <training data>`;
  if (baseline === null) return withoutRows(`${address} has no baseline: ${setAgain}`, setAgain);
  const table = await data.openReference(baseline.key.id, baseline.content);
  const kept = new Set(table?.columns.map(({ name }) => name));
  // Early programs kept the columns of numbers only, or none.
  if (table === null || baseline.content.columns.some(({ name }) => !kept.has(name))) {
    return withoutRows(`the baseline is of an older dharma-gov, set it again: ${setAgain}`, setAgain);
  }
  const columns = storedColumns(table);
  const rows = await table.measure(columns, null);
  return { rows, measure: (subject) => measureReference(rows, columns, subject, setAgain) };
}

function withoutRows(reason: string, setAgain: string): OpenedBaseline {
  return {
    rows: null,
    measure: async () => ({
      measurement: null,
      reason,
      missing: [],
      setAgain,
      calibration: null,
      calibrationRows: 0,
      calibrationReason: reason,
    }),
  };
}

async function measureReference(
  rows: MeasuredRows,
  columns: MeasuredColumns,
  { task, positiveClass }: Pick<PerformanceSubject, 'task' | 'positiveClass'>,
  setAgain: string,
): Promise<ReferencePerformance> {
  const { measurement } = await measureWhole(rows, {
    subject: {
      task,
      positiveClass,
      hasErrorColumn: columns.error !== null,
      hasTimestamps: columns.timestamp !== null,
    },
    calibration: null,
    latencyLimitMs: Number.POSITIVE_INFINITY,
  });
  const wanted = {
    prediction: 'prediction',
    actual: 'actual',
    probability: 'probability',
    latencyMs: 'latency_ms',
  } as const;
  const missing = Object.entries(wanted)
    .filter(([role]) => columns[role as keyof typeof wanted] === null)
    .filter(([role]) => task === 'binary' || role !== 'probability')
    .map(([, name]) => name);
  const calibrated =
    task === 'binary' && positiveClass !== null ? await calibrate(rows, positiveClass) : null;
  const reason =
    calibrated === null
      ? task === 'binary'
        ? POSITIVE_UNKNOWN
        : 'probabilities of two classes are needed'
      : calibrated.rows >= MIN_CALIBRATION_ROWS
        ? null
        : `the baseline has ${calibrated.rows} labelled rows with a probability, ${MIN_CALIBRATION_ROWS} are needed`;
  return {
    measurement,
    reason: null,
    missing,
    setAgain,
    calibration: reason === null ? (calibrated?.calibration ?? null) : null,
    calibrationRows: calibrated?.rows ?? 0,
    calibrationReason: reason,
  };
}
