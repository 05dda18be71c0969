// A worker: draws a reference and a window, and lets the product's own decisions judge them.
import { parentPort } from 'node:worker_threads';
import { type DriftEvaluation, evaluateDrift } from '../../src/drift/evaluate-drift.js';
import { compareSamples, type SampleComparison } from '../../src/drift/feature-tests.js';
import { seededRandom } from '../random.mjs';
import { type Drawn, type Feature, KINDS, shiftedNormal, summarise } from './features.js';
import { type PerformanceTask, simulatePerformance } from './performance.js';
import { isEvidentlyDrift, isScipyDrift } from './rivals.js';

export interface DriftTask {
  readonly subject: 'drift';
  readonly rows: number;
  readonly widths: readonly number[];
  /** Seeds of the runs. */
  readonly from: number;
  readonly to: number;
  /** Whether one feature shifts by half a standard deviation. */
  readonly shifted: boolean;
}

/** In how many runs, by the number of features. */
export interface DriftTally {
  alarms: number;
  /** The verdict was that there are too few rows to say. */
  unknown: number;
  scipy: number;
  evidently: number;
}

interface Drawing {
  readonly before: Drawn;
  readonly now: Drawn;
  readonly feature: Feature;
  /** The values themselves compared; undefined for categories, and where that would take too long. */
  readonly comparison: SampleComparison | undefined;
}

/** Up to so many rows all values are compared with an exact p-value, as a check does. */
const COMPARED_ROWS = 1000;

const DEFAULTS = { threshold: 0.1, featureThresholds: {}, alpha: 0.05, importance: null };

parentPort?.on('message', (task: DriftTask | PerformanceTask) =>
  parentPort?.postMessage(task.subject === 'drift' ? simulateDrift(task) : [simulatePerformance(task)]),
);

function simulateDrift({ rows, widths, from, to, shifted }: DriftTask): DriftTally[] {
  const tallies = widths.map(() => ({ alarms: 0, unknown: 0, scipy: 0, evidently: 0 }));
  const widest = Math.max(...widths);
  for (let run = from; run < to; run++) {
    const random = seededRandom(run * 1_000_003 + rows);
    // Which kind comes first changes from run to run, so that a single feature is of each kind in turn.
    const drawings = Array.from({ length: widest }, (_, i) =>
      draw(random, rows, shifted ? i : i + run, shifted && i === 0),
    );
    for (const [i, width] of widths.entries()) {
      const tally = tallies[i];
      if (tally !== undefined) judge(drawings.slice(0, width), tally, shifted);
    }
  }
  return tallies;
}

function draw(random: () => number, rows: number, place: number, shifts: boolean): Drawing {
  const kind = KINDS[place % KINDS.length];
  if (kind === undefined) throw new RangeError('no kinds of features');
  const before = kind(random, rows);
  const now = shifts ? shiftedNormal(random, rows) : kind(random, rows);
  const comparison = rows <= COMPARED_ROWS ? compare(before, now) : undefined;
  return { before, now, feature: summarise(`f${place}`, before, now), comparison };
}

function compare(before: Drawn, now: Drawn): SampleComparison | undefined {
  if (before.type !== 'numbers' || now.type !== 'numbers') return undefined;
  return compareSamples(before.values, now.values);
}

function judge(drawings: readonly Drawing[], tally: DriftTally, shifted: boolean): void {
  const { verdict, features } = evaluate(drawings);
  const drifted = (status: string | undefined) => status === 'drifted' || status === 'constant-changed';
  // A shift is found where the feature that shifted is named; any feature named is a false alarm.
  const alarmed = shifted ? drifted(features[0]?.status) : features.some(({ status }) => drifted(status));
  if (alarmed || (!shifted && (verdict === 'fail' || verdict === 'warn'))) tally.alarms++;
  if (verdict === 'unknown') tally.unknown++;
  const pairs = shifted ? drawings.slice(0, 1) : drawings;
  if (pairs.some(({ before, now, comparison }) => isScipyDrift(before, now, comparison))) tally.scipy++;
  if (pairs.some(({ before, now, comparison }) => isEvidentlyDrift(before, now, comparison)))
    tally.evidently++;
}

/**
 * As a check does. Of many rows the values are compared only where some score reaches its limit: elsewhere no p-value
 * can make a drift of it.
 */
function evaluate(drawings: readonly Drawing[]): DriftEvaluation {
  const columns = drawings.map(({ feature }) => feature.column);
  const baseline = {
    schemaVersion: 1 as const,
    trainingDataSha256: '0'.repeat(64),
    rows: columns[0]?.reference.rows ?? 0,
    columns,
    unscored: [],
    reference: null,
  };
  const current = new Map(drawings.map(({ feature }) => [feature.column.name, feature.current]));
  const compared = new Map(
    drawings.flatMap(({ feature, comparison }) =>
      comparison === undefined ? [] : [[feature.column.name, comparison] as const],
    ),
  );
  const evaluation = evaluateDrift(baseline, current, DEFAULTS, compared);
  const reaches = evaluation.features.some(
    ({ measures, threshold }) =>
      measures !== null && measures.score >= Math.max(threshold, measures.criticalValue),
  );
  const rest = drawings.filter(({ comparison }) => comparison === undefined);
  if (!reaches || rest.length === 0) return evaluation;
  for (const { before, now, feature } of rest) {
    const comparison = compare(before, now);
    if (comparison !== undefined) compared.set(feature.column.name, comparison);
  }
  return evaluateDrift(baseline, current, DEFAULTS, compared);
}
