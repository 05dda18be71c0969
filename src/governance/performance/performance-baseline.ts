import { type Measurement, POSITIVE_UNKNOWN } from '../../performance/measurement.js';
import type { RuleBaseline } from '../../performance/rule-tests.js';
import type { IsotonicRegression } from '../../stats/isotonic-regression.js';
import type { PerformanceVersion } from './open-performance.js';
import { storedColumns } from './open-performance.js';
import {
  type MeasuredColumns,
  type MeasuredRows,
  NO_GROUP,
  type PerformanceData,
} from './performance-data.js';
import { calibrate, measureRows, measureWhole } from './performance-rows.js';
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
  measure(subject: KnownSubject): Promise<ReferencePerformance>;
  /** The same, value by value of a column in the order of `values`, rows without one last; null without the column. */
  measureSegments(
    subject: KnownSubject,
    column: string,
    values: readonly string[],
  ): Promise<readonly RuleBaseline[] | null>;
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
  const rows = table.measure(columns, null);
  return {
    rows,
    measure: (subject) => measureReference(rows, columns, subject, setAgain),
    measureSegments: async (subject, column, values) => {
      if (!table.columns.some(({ name }) => name === column)) return null;
      const segments = table.measure(columns, { kind: 'column', column, values });
      const measured = await measureRows(segments, { ...optionsOf(columns, subject), grouped: true });
      const codes = [...values.keys(), NO_GROUP];
      return codes.map((code) => measured.get(code) ?? { reason: 'the baseline has no such rows' });
    },
  };
}

function withoutRows(reason: string, setAgain: string): OpenedBaseline {
  return {
    rows: null,
    measureSegments: async () => null,
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

type KnownSubject = Pick<PerformanceSubject, 'task' | 'positiveClass'>;

async function measureReference(
  rows: MeasuredRows,
  columns: MeasuredColumns,
  subject: KnownSubject,
  setAgain: string,
): Promise<ReferencePerformance> {
  const { measurement } = await measureWhole(rows, optionsOf(columns, subject));
  return {
    measurement,
    reason: null,
    missing: missingColumns(columns, subject),
    setAgain,
    ...(await calibrateReference(rows, subject)),
  };
}

function optionsOf(columns: MeasuredColumns, subject: KnownSubject) {
  return {
    subject: {
      ...subject,
      hasErrorColumn: columns.error !== null,
      hasTimestamps: columns.timestamp !== null,
    },
    calibration: null,
    latencyLimitMs: Number.POSITIVE_INFINITY,
  };
}

function missingColumns(columns: MeasuredColumns, { task }: KnownSubject): string[] {
  const wanted = [
    ['prediction', columns.prediction],
    ['actual', columns.actual],
    // Of other tasks a probability says nothing.
    ...(task === 'binary' ? [['probability', columns.probability] as const] : []),
    ['latency_ms', columns.latencyMs],
  ] as const;
  return wanted.flatMap(([name, column]) => (column === null ? [name] : []));
}

async function calibrateReference(
  rows: MeasuredRows,
  { task, positiveClass }: KnownSubject,
): Promise<Pick<ReferencePerformance, 'calibration' | 'calibrationRows' | 'calibrationReason'>> {
  const none = (calibrationReason: string, calibrationRows = 0) => ({
    calibration: null,
    calibrationRows,
    calibrationReason,
  });
  if (task !== 'binary') return none('from a probability only a model of two classes can be estimated');
  if (positiveClass === null) return none(POSITIVE_UNKNOWN);
  const { calibration, rows: labelled } = await calibrate(rows, positiveClass);
  if (labelled >= MIN_CALIBRATION_ROWS) {
    return { calibration, calibrationRows: labelled, calibrationReason: null };
  }
  const needed = `${MIN_CALIBRATION_ROWS} are needed`;
  return none(`the baseline has ${labelled} labelled rows with a probability, ${needed}`, labelled);
}
