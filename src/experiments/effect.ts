import type { MetricSpec } from '../registry/experiment-events.js';
import { compareBetaPosteriors, type PosteriorComparison } from '../stats/beta-posteriors.js';
import type { Proportion } from '../stats/proportion.js';
import type { Standing } from './decision.js';
import type { Comparison, Evidence } from './evidence.js';
import { compareAtTheEnd } from './fixed-horizon.js';
import { addSums, type MetricSums, momentsOf, NO_SUMS, proportionOf } from './metric-sums.js';
import { type CellReadings, sumsOf } from './readings.js';
import { compareAtEveryLook } from './sequential.js';

/** One metric of one arm. */
export interface ArmValue {
  /** Units of which it is known. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the units; null for fewer than two. */
  readonly sd: number | null;
}

/** A candidate against the control in one metric. */
export interface Effect extends MetricSpec, Evidence {
  readonly control: ArmValue;
  readonly candidate: ArmValue;
  /** Candidate less control, in the metric's own unit. */
  readonly difference: number | null;
  /** Difference by the control's mean: for the eye, it decides nothing. */
  readonly lift: number | null;
  /** The chance that the candidate is the better, and the cost of choosing it in vain; for shares, and deciding nothing. */
  readonly bayes: PosteriorComparison | null;
  readonly standing: Standing;
}

/** @param cells of control and candidate, in time order */
export function measureEffect(
  spec: MetricSpec,
  comparison: Comparison,
  control: readonly CellReadings[],
  candidate: readonly CellReadings[],
): Effect {
  const [a, b] = [totalOf(control, spec.metric), totalOf(candidate, spec.metric)];
  const values = { control: armValue(a), candidate: armValue(b) };
  const evidence =
    comparison.method === 'sequential'
      ? compareAtEveryLook(spec.metric, comparison, control, candidate)
      : compareAtTheEnd(spec.metric, comparison, control, candidate);
  const [before, after] = [values.control.mean, values.candidate.mean];
  const difference = before === null || after === null ? null : after - before;
  return {
    ...spec,
    ...values,
    difference,
    lift: difference === null || before === null || before === 0 ? null : difference / Math.abs(before),
    ...evidence,
    bayes: compareShares(spec, a, b),
    standing: standingOf(spec, comparison, evidence),
  };
}

function totalOf(cells: readonly CellReadings[], metric: string): MetricSums {
  return cells.reduce((total, cell) => addSums(total, sumsOf(cell, metric)), NO_SUMS);
}

function armValue(sums: MetricSums): ArmValue {
  const { n } = sums;
  if (n === 0) return { n, mean: null, sd: null };
  const { mean, variance } = momentsOf(sums);
  return { n, mean, sd: n < 2 ? null : Math.sqrt(variance) };
}

function compareShares({ direction }: MetricSpec, a: MetricSums, b: MetricSums): PosteriorComparison | null {
  const [control, candidate] = [proportionOf(a), proportionOf(b)];
  if (control === null || candidate === null) return null;
  if (direction === 'higher') return compareBetaPosteriors(control, candidate);
  // The better share is the smaller one: count what is left of each.
  const rest = ({ successes, n }: Proportion) => ({ successes: n - successes, n });
  return compareBetaPosteriors(rest(control), rest(candidate));
}

function standingOf(
  { direction }: MetricSpec,
  { alpha }: Comparison,
  { interval, pValue }: Evidence,
): Standing {
  if (interval === null || pValue === null) return 'unknown';
  if (pValue >= alpha) return 'open';
  const betterBy = direction === 'higher' ? interval.low : -interval.high;
  const worseBy = direction === 'higher' ? -interval.high : interval.low;
  if (betterBy > 0) return 'wins';
  return worseBy > 0 ? 'loses' : 'open';
}
