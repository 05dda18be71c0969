import * as v from 'valibot';
import { type ClassMetrics, classMetricsSchema, type OutcomeCount } from '../../performance/confusion.js';
import { ExpectedOutcomes } from '../../performance/estimate.js';
import { GroupRun } from '../../performance/group-run.js';
import { LatencyPercentiles } from '../../performance/latency.js';
import {
  assembleMeasurement,
  measurementSchema,
  NO_ROWS,
  type RowCounts,
  type Subject,
} from '../../performance/measurement.js';
import { ProbabilityScores, type ScoreMetrics } from '../../performance/probability-scores.js';
import { RegressionErrors, type RegressionMetrics } from '../../performance/regression.js';
import { IsotonicRegression } from '../../stats/isotonic-regression.js';
import type { MeasuredRows, NumberColumns } from './performance-data.js';

export interface MeasureOptions {
  readonly subject: Subject;
  /** What probabilities are worth, so that metrics can be estimated; null: they are not. */
  readonly calibration: IsotonicRegression | null;
  /** Latencies above it are counted. */
  readonly latencyLimitMs: number;
  readonly grouped: boolean;
}

/** How a group of rows did. */
const groupMeasurementSchema = v.pipe(
  v.strictObject({
    measurement: measurementSchema,
    estimated: v.nullable(classMetricsSchema),
    slowRows: v.number(),
  }),
  v.readonly(),
);

export type GroupMeasurement = v.InferOutput<typeof groupMeasurementSchema>;

const groupsSchema = v.array(v.tuple([v.number(), groupMeasurementSchema]));

/** Measures all rows as group 0, or each group by itself. */
export async function measureRows(
  rows: MeasuredRows,
  options: MeasureOptions,
): Promise<ReadonlyMap<number, GroupMeasurement>> {
  const { subject, calibration, latencyLimitMs, grouped } = options;
  const task = {
    measure: subject,
    grouping: grouped ? rows.grouping : null,
    calibration: calibration?.blocks ?? null,
    // JSON has no infinity: null.
    latencyLimitMs,
  };
  return new Map(
    await rows.remember(task, groupsSchema, async () => [...(await measureUnknown(rows, options))]),
  );
}

async function measureUnknown(
  rows: MeasuredRows,
  options: MeasureOptions,
): Promise<ReadonlyMap<number, GroupMeasurement>> {
  const { subject, grouped } = options;
  const isRegression = subject.task === 'regression';
  const counts = await rows.counts(isRegression ? 'regression' : 'classification', grouped);
  const outcomes = isRegression ? new Map<number, OutcomeCount[]>() : await rows.outcomes(grouped);
  const errors = isRegression ? await readErrors(rows, counts, grouped) : null;
  const scored = await readScores(rows, options);
  const latencies = await readLatencies(rows, counts, options);
  return new Map(
    [...counts].map(([group, groupCounts]) => {
      const percentiles = latencies.get(group) ?? new LatencyPercentiles(0, 0);
      const measurement = assembleMeasurement(
        {
          counts: groupCounts,
          outcomes: outcomes.get(group) ?? [],
          scores: scored?.get(group)?.scores ?? (scored === null ? null : new ProbabilityScores().metrics()),
          errors: errors === null ? null : (errors.get(group) ?? new RegressionErrors(0).metrics()),
          latencies: percentiles.metrics(describeNoLatency(groupCounts)),
        },
        subject,
      );
      return [
        group,
        {
          measurement,
          estimated: scored?.get(group)?.estimated ?? null,
          slowRows: percentiles.rowsAboveLimit,
        },
      ];
    }),
  );
}

/** The whole of the rows, of which there may be none. */
export async function measureWhole(
  rows: MeasuredRows,
  options: Omit<MeasureOptions, 'grouped'>,
): Promise<GroupMeasurement> {
  const [whole] = (await measureRows(rows, { ...options, grouped: false })).values();
  return whole ?? emptyGroup(options.subject);
}

/** How no rows did: a period without requests. */
export function emptyGroup(subject: Subject): GroupMeasurement {
  const none = {
    counts: NO_ROWS,
    outcomes: [],
    scores: subject.positiveClass === null ? null : new ProbabilityScores().metrics(),
    errors: subject.task === 'regression' ? new RegressionErrors(0).metrics() : null,
    latencies: new LatencyPercentiles(0, 0).metrics('no rows'),
  };
  return { measurement: assembleMeasurement(none, subject), estimated: null, slowRows: 0 };
}

const calibrationSchema = v.strictObject({
  blocks: v.array(v.strictObject({ from: v.number(), to: v.number(), sum: v.number(), weight: v.number() })),
  rows: v.number(),
});

/** Fits what share of rows is of the positive class where a probability is given. */
export async function calibrate(
  rows: MeasuredRows,
  positiveClass: string,
): Promise<{ readonly calibration: IsotonicRegression; readonly rows: number }> {
  const fitted = await rows.remember({ calibrate: positiveClass }, calibrationSchema, () =>
    fitCalibration(rows, positiveClass),
  );
  return { calibration: new IsotonicRegression(fitted.blocks), rows: fitted.rows };
}

async function fitCalibration(
  rows: MeasuredRows,
  positiveClass: string,
): Promise<v.InferOutput<typeof calibrationSchema>> {
  const calibration = new IsotonicRegression();
  let labelled = 0;
  await rows.forEachProbability(false, positiveClass, (columns) =>
    forEachRow(columns, (_group, probability, positives, negatives) => {
      const n = positives + negatives;
      if (n > 0) calibration.add(probability, positives, n);
      labelled += n;
    }),
  );
  return { blocks: [...calibration.blocks], rows: labelled };
}

async function readErrors(
  rows: MeasuredRows,
  counts: ReadonlyMap<number, RowCounts>,
  grouped: boolean,
): Promise<ReadonlyMap<number, RegressionMetrics>> {
  const run = new GroupRun(
    (group) => {
      const { minActual, maxActual } = counts.get(group) ?? NO_ROWS;
      return new RegressionErrors((minActual ?? 0) / 2 + (maxActual ?? 0) / 2);
    },
    (errors) => errors.metrics(),
  );
  await rows.forEachNumber(grouped, (columns) =>
    forEachRow(columns, (group, prediction, actual) => run.of(group).add(prediction, actual)),
  );
  return run.close();
}

interface Scored {
  readonly scores: ScoreMetrics;
  readonly estimated: ClassMetrics | null;
}

/** Null where probabilities say nothing. */
async function readScores(
  rows: MeasuredRows,
  { subject, calibration, grouped }: MeasureOptions,
): Promise<ReadonlyMap<number, Scored> | null> {
  const { task, positiveClass } = subject;
  if (task !== 'binary' || positiveClass === null) return null;
  const run = new GroupRun(
    () => ({
      scores: new ProbabilityScores(),
      expected: calibration === null ? null : new ExpectedOutcomes(calibration),
    }),
    ({ scores, expected }): Scored => ({
      scores: scores.metrics(),
      estimated: expected?.metrics() ?? null,
    }),
  );
  await rows.forEachProbability(grouped, positiveClass, (columns) =>
    forEachRow(columns, (group, p, positives, negatives, predictedPositive, predictedNegative) => {
      const { scores, expected } = run.of(group);
      scores.add(p, positives, negatives);
      expected?.add(p, predictedPositive, predictedNegative);
    }),
  );
  return run.close();
}

async function readLatencies(
  rows: MeasuredRows,
  counts: ReadonlyMap<number, RowCounts>,
  { latencyLimitMs, grouped }: MeasureOptions,
): Promise<ReadonlyMap<number, LatencyPercentiles>> {
  const run = new GroupRun(
    (group) => new LatencyPercentiles(counts.get(group)?.latencies ?? 0, latencyLimitMs),
    (percentiles) => percentiles,
  );
  await rows.forEachLatency(grouped, (columns) =>
    forEachRow(columns, (group, latencyMs, count) => run.of(group).add(latencyMs, count)),
  );
  return run.close();
}

function describeNoLatency({ badLatencies }: RowCounts): string {
  return badLatencies > 0 ? 'no latency is above 0' : 'no latency';
}

type OnRow = (a: number, b: number, c: number, d: number, e: number, f: number) => void;

function forEachRow(columns: NumberColumns, onRow: OnRow): void {
  const [first, ...others] = columns;
  const value = (column: number, row: number) => others[column]?.[row] ?? 0;
  first?.forEach((group, row) => {
    onRow(group, value(0, row), value(1, row), value(2, row), value(3, row), value(4, row));
  });
}
