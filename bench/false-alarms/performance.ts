// What the rules of performance say of requests of which nothing changed.
import { LatencyPercentiles } from '../../src/performance/latency.js';
import { assembleMeasurement, type Measurement, NO_ROWS } from '../../src/performance/measurement.js';
import { judgeRules } from '../../src/performance/rules.js';
import { seededRandom } from '../random.mjs';
import { lognormal } from './features.js';

export interface PerformanceTask {
  readonly subject: 'performance';
  readonly rows: number;
  /** Seeds of the runs. */
  readonly from: number;
  readonly to: number;
}

/** In how many runs each rule fired, some rule did, and some limit was reached at all. */
export interface PerformanceTally {
  accuracy: number;
  latency: number;
  errorRate: number;
  any: number;
  reached: number;
}

const ACCURACY = 0.85;
const ERROR_RATE = 0.05;
const DEFAULTS = { accuracyDrop: 0.05, latencyFactor: 2, errorRate: 0.1, minRows: 50 };

export function simulatePerformance({ rows, from, to }: PerformanceTask): PerformanceTally {
  const tally = { accuracy: 0, latency: 0, errorRate: 0, any: 0, reached: 0 };
  for (let run = from; run < to; run++) {
    const random = seededRandom(run * 1_000_003 + rows);
    const reference = drawRequests(random, rows, Number.POSITIVE_INFINITY).measurement;
    const limitMs = DEFAULTS.latencyFactor * (reference.metrics.latencyP95Ms?.value ?? Number.NaN);
    const { measurement, slowRows } = drawRequests(random, rows, limitMs);
    const rules = judgeRules(
      { subject: null, current: measurement, slowRows },
      [],
      { measurement: reference },
      DEFAULTS,
    );
    const firing = new Set(rules.flatMap(({ rule, state }) => (state === 'firing' ? [rule] : [])));
    if (firing.has('accuracy')) tally.accuracy++;
    if (firing.has('latency')) tally.latency++;
    if (firing.has('error-rate')) tally.errorRate++;
    if (firing.size > 0) tally.any++;
    if (rules.some(({ state }) => state === 'firing' || state === 'suspect')) tally.reached++;
  }
  return tally;
}

/** Requests of a binary classifier, answered in times of a heavy tail. */
function drawRequests(
  random: () => number,
  rows: number,
  limitMs: number,
): { readonly measurement: Measurement; readonly slowRows: number } {
  const failed = countOf(random, rows, ERROR_RATE);
  const answered = rows - failed;
  const right = countOf(random, answered, ACCURACY);
  const percentiles = new LatencyPercentiles(answered, limitMs);
  for (const latencyMs of lognormal(random, answered).values) percentiles.add(latencyMs, 1);
  const measurement = assembleMeasurement(
    {
      counts: { ...NO_ROWS, rows, failed, labelled: answered, latencies: answered },
      outcomes: [
        { prediction: 'yes', actual: 'yes', rows: right },
        { prediction: 'yes', actual: 'no', rows: answered - right },
      ],
      scores: null,
      errors: null,
      latencies: percentiles.metrics('no latency'),
    },
    { task: 'binary', positiveClass: 'yes', hasErrorColumn: true, hasTimestamps: false },
  );
  return { measurement, slowRows: percentiles.rowsAboveLimit };
}

function countOf(random: () => number, rows: number, share: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (random() < share) count++;
  return count;
}
