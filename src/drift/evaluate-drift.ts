import type { Verdict } from '../core/verdict.js';
import type { Baseline, BaselineColumn } from './baseline.js';
import type { CurrentSummary } from './column-summary.js';
import { describeVerdict } from './describe-verdict.js';
import { type ColumnOptions, evaluateColumns } from './evaluate-columns.js';
import { type FeatureResult, isDrifted, isFinding, isJudged } from './feature-result.js';
import type { SampleComparison } from './feature-tests.js';
import { requireFeatures, resolveWeights, type Weights } from './weights.js';

/** The threshold is also that of the weighted mean of all features. */
export interface DriftOptions extends ColumnOptions {
  /** Null: all features weigh the same. */
  readonly importance: Readonly<Record<string, number>> | null;
}

export interface OverallDrift {
  /** Weighted mean of the scores, those that cannot be judged counting 0; null when there is none. */
  readonly score: number | null;
  readonly threshold: number;
  readonly features: number;
  readonly judged: number;
  readonly drifted: number;
  /** drifted / judged. */
  readonly driftedShare: number | null;
  readonly weights: Weights['source'];
  /** Features that weigh nothing because the importance given does not name them. */
  readonly unweighted: readonly string[];
  /** Share of the weights that belongs to judged features. */
  readonly coverage: number;
}

export interface DriftEvaluation {
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly summary: string;
  readonly overall: OverallDrift;
  readonly features: readonly FeatureResult[];
  /** Prediction and labels, scored the same way; they do not count in the overall score. */
  readonly outputs: readonly FeatureResult[];
  /** Columns whose verdict hangs on an exact comparison that was not made. */
  readonly open: readonly string[];
}

/** A pass needs at least this share of the weights judged: "too few rows" for the most part is no pass. */
const MIN_COVERAGE = 0.5;

/**
 * Compares current data with a baseline.
 * @param current by column; one that is absent is `missing`
 * @param exact columns whose values were compared themselves
 * @throws GovError config for importance or thresholds of unknown features.
 */
export function evaluateDrift(
  baseline: Baseline,
  current: ReadonlyMap<string, CurrentSummary>,
  options: DriftOptions,
  exact: ReadonlyMap<string, SampleComparison> = new Map(),
): DriftEvaluation {
  const weights = weightsOf(baseline, options);
  const group = (columns: readonly BaselineColumn[]) =>
    evaluateColumns([{ columns, current, exact }], options)[0] ?? { results: [], open: [] };
  const features = group(baseline.columns.filter(({ role }) => role === 'feature'));
  const outputs = group(baseline.columns.filter(({ role }) => role !== 'feature'));
  return {
    ...concludeDrift(features.results, outputs.results, weights, options),
    open: [...features.open, ...outputs.open],
  };
}

/** @throws GovError config for importance or thresholds of unknown features. */
export function weightsOf(baseline: Baseline, { featureThresholds, importance }: DriftOptions): Weights {
  const names = baseline.columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
  requireFeatures(names, featureThresholds, 'drift.featureThresholds');
  return resolveWeights(names, importance, 'drift.importance');
}

/** What the results of single columns amount to. */
export function concludeDrift(
  features: readonly FeatureResult[],
  outputs: readonly FeatureResult[],
  weights: Weights,
  { threshold }: DriftOptions,
): Omit<DriftEvaluation, 'open'> {
  const overall = summarize(features, weights, threshold);
  const verdict = verdictOf(features, outputs, overall);
  return {
    verdict,
    summary: describeVerdict(verdict, overall, features, outputs),
    overall,
    features: features.map((result) => ({ ...result, weight: weights.of(result.name) })),
    outputs,
  };
}

function summarize(features: readonly FeatureResult[], weights: Weights, threshold: number): OverallDrift {
  const judged = features.filter(isJudged);
  const drifted = features.filter(isDrifted).length;
  const weightOf = (results: readonly FeatureResult[]) =>
    results.reduce((sum, { name }) => sum + weights.of(name), 0);
  const measuredWeight = weightOf(features.filter(({ measures }) => measures !== null));
  const weighted = judged.reduce(
    (sum, { name, measures }) => sum + weights.of(name) * (measures?.score ?? 0),
    0,
  );
  return {
    score: judged.length === 0 || measuredWeight === 0 ? null : weighted / measuredWeight,
    threshold,
    features: features.length,
    judged: judged.length,
    drifted,
    driftedShare: judged.length === 0 ? null : drifted / judged.length,
    weights: weights.source,
    unweighted: weights.unnamed,
    coverage: features.length === 0 ? 0 : weightOf(judged) / weightOf(features),
  };
}

function verdictOf(
  features: readonly FeatureResult[],
  outputs: readonly FeatureResult[],
  { score, threshold, judged, coverage }: OverallDrift,
): Verdict {
  const scored = [...features, ...outputs];
  if (features.some(isDrifted) && score !== null && score >= threshold) return 'fail';
  if (scored.some((result) => isDrifted(result) || isFinding(result))) return 'warn';
  return judged === 0 || coverage < MIN_COVERAGE ? 'unknown' : 'pass';
}
