// One kind of data, tested over and over by the product's own analysis and by a plain z test, looked at 50 times each.
import { parentPort, workerData } from 'node:worker_threads';
import { analyzeExperiment, type ExperimentAnalysis } from '../../src/experiments/analyze.js';
import type { CellReadings } from '../../src/experiments/readings.js';
import type { Experiment } from '../../src/registry/experiment.js';
import { normalCriticalValue } from '../../src/stats/normal-distribution.js';
import { seededRandom } from '../random.mjs';

export interface Scenario {
  readonly seed: number;
  readonly runs: number;
  readonly looks: number;
  readonly unitsPerLook: number;
  /** Looks after which the planned number of units is there. */
  readonly plannedLooks: number;
  /** Of the units of a look, those that the candidate gets. */
  readonly split: number;
  readonly kind: 'share' | 'latency';
  readonly control: number;
  readonly candidate: number;
}

export interface Tally {
  readonly runs: number;
  /** Runs in which some look ended the test, and the units it took on average to end. */
  readonly ended: number;
  readonly endedByPlan: number;
  readonly unitsToEnd: number;
  /** Runs in which some look of the plain z test had p < alpha, and in which its only look, at the plan, had. */
  readonly plainAnyLook: number;
  readonly plainAtPlan: number;
}

const ALPHA = 0.05;
const CRITICAL = normalCriticalValue(ALPHA / 2);
const START = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

function simulate({ seed, runs, looks, unitsPerLook, plannedLooks, ...data }: Scenario): Tally {
  const random = seededRandom(seed);
  const tally = { runs, ended: 0, endedByPlan: 0, unitsToEnd: 0, plainAnyLook: 0, plainAtPlan: 0 };
  const experiment = experimentOf(unitsPerLook * plannedLooks, data.split);
  for (let run = 0; run < runs; run++) {
    const cells: CellReadings[] = [];
    let plainSeen = false;
    for (let look = 1; look <= looks; look++) {
      const candidates = Math.round(unitsPerLook * data.split);
      cells.push(cellOf('a', look, data.kind, data.control, unitsPerLook - candidates, random));
      cells.push(cellOf('b', look, data.kind, data.candidate, candidates, random));
      const significant = Math.abs(plainZ(cells)) > CRITICAL;
      plainSeen ||= significant;
      if (look === plannedLooks && significant) tally.plainAtPlan++;
    }
    if (plainSeen) tally.plainAnyLook++;
    const endedAt = findEnd(experiment, cells, looks);
    if (endedAt === null) continue;
    tally.ended++;
    tally.unitsToEnd += endedAt * unitsPerLook;
    if (endedAt <= plannedLooks) tally.endedByPlan++;
  }
  return { ...tally, unitsToEnd: tally.ended === 0 ? 0 : tally.unitsToEnd / tally.ended };
}

/** The first look at which the product would end the test one way or the other; null when none would. */
function findEnd(experiment: Experiment, cells: readonly CellReadings[], looks: number): number | null {
  // The p-value is the smallest of all looks: where the last one is not below alpha, none was.
  const [candidate] = analyzeAt(experiment, cells, looks).candidates;
  if ((candidate?.metrics[0]?.pValue ?? 1) >= ALPHA) return null;
  for (let look = 1; look <= looks; look++) {
    const { decision } = analyzeAt(experiment, cells.slice(0, look * experiment.arms.length), look);
    if (decision === 'promote' || decision === 'stop-loser') return look;
  }
  return null;
}

function analyzeAt(experiment: Experiment, cells: readonly CellReadings[], look: number): ExperimentAnalysis {
  const at = new Date(START + look * HOUR_MS).toISOString();
  const units = cells.reduce((sum, cell) => sum + cell.units, 0);
  const readings = { cells, units, unitsInSeveralArms: 0, lastAt: at, leftOut: {} };
  return analyzeExperiment(experiment, readings, at);
}

function experimentOf(plannedUnits: number, split: number): Experiment {
  return {
    id: 'ab-1',
    arms: [
      { version: 'a', weight: 1 - split },
      { version: 'b', weight: split },
    ],
    hash: 'sha256',
    salt: '',
    metrics: [{ metric: 'metric', role: 'goal', direction: 'higher' }],
    method: 'sequential',
    alpha: ALPHA,
    plannedUnits,
    minUnits: 100,
    durationHours: 0,
    from: new Date(START).toISOString(),
    ramp: null,
    startedAt: new Date(START).toISOString(),
    startedBy: 'bench',
    phases: [{ from: new Date(START).toISOString(), percent: 100, reason: 'started' }],
    stopped: null,
  };
}

function cellOf(
  version: string,
  look: number,
  kind: Scenario['kind'],
  level: number,
  units: number,
  random: () => number,
): CellReadings {
  let [sum, sumOfSquares] = [0, 0];
  for (let unit = 0; unit < units; unit++) {
    const value = kind === 'share' ? Number(random() < level) : level * Math.exp(0.8 * normal(random));
    sum += value;
    sumOfSquares += value * value;
  }
  return {
    version,
    from: new Date(START + (look - 1) * HOUR_MS).toISOString(),
    units,
    metrics: { metric: { n: units, sum, sumOfSquares } },
  };
}

/** The z of a difference of means (of shares, by the pooled share), as a spreadsheet would have it. */
function plainZ(cells: readonly CellReadings[]): number {
  const [a, b] = ['a', 'b'].map((version) => {
    const own = cells.filter((cell) => cell.version === version).map(({ metrics }) => metrics.metric);
    const total = { n: 0, sum: 0, sumOfSquares: 0 };
    for (const sums of own) {
      total.n += sums?.n ?? 0;
      total.sum += sums?.sum ?? 0;
      total.sumOfSquares += sums?.sumOfSquares ?? 0;
    }
    const mean = total.sum / total.n;
    return { n: total.n, mean, variance: total.sumOfSquares / total.n - mean * mean };
  });
  if (a === undefined || b === undefined) return 0;
  const error = Math.sqrt(a.variance / a.n + b.variance / b.n);
  return error === 0 ? 0 : (b.mean - a.mean) / error;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

parentPort?.postMessage(simulate(workerData as Scenario));
