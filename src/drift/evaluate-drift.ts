import type { Verdict } from '../core/verdict.js';
import type { Baseline, BaselineColumn } from './baseline.js';
import type { CurrentSummary } from './column-summary.js';
import { describeJudged, describeUnmeasurable } from './describe-column.js';
import { describeVerdict } from './describe-verdict.js';
import { type FeatureResult, isDrifted, isFinding, isJudged } from './feature-result.js';
import type { SampleComparison } from './feature-tests.js';
import { judgeColumns, type Measured } from './judgement.js';
import { measureColumn } from './measurement.js';
import { requireFeatures, resolveWeights, type Weights } from './weights.js';

export interface DriftOptions {
  /** Score from which a feature, or the weighted mean of all, has drifted. */
  readonly threshold: number;
  readonly featureThresholds: Readonly<Record<string, number>>;
  /** False discovery rate. */
  readonly alpha: number;
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
  const inputs = baseline.columns.filter(({ role }) => role === 'feature');
  const others = baseline.columns.filter(({ role }) => role !== 'feature');
  const names = inputs.map(({ name }) => name);
  requireFeatures(names, options.featureThresholds, 'drift.featureThresholds');
  const weights = resolveWeights(names, options.importance, 'drift.importance');
  const features = evaluateColumns(inputs, current, options, exact);
  const outputs = evaluateColumns(others, current, options, exact);
  const overall = summarize(features.results, weights, options.threshold);
  const verdict = verdictOf(features.results, outputs.results, overall);
  return {
    verdict,
    summary: describeVerdict(verdict, overall, features.results, outputs.results),
    overall,
    features: features.results.map((result) => ({ ...result, weight: weights.of(result.name) })),
    outputs: outputs.results,
    open: [...features.open, ...outputs.open],
  };
}

interface Evaluated {
  readonly results: readonly FeatureResult[];
  readonly open: readonly string[];
}

function evaluateColumns(
  columns: readonly BaselineColumn[],
  current: ReadonlyMap<string, CurrentSummary>,
  options: DriftOptions,
  exact: ReadonlyMap<string, SampleComparison>,
): Evaluated {
  const results = new Map<string, FeatureResult>();
  const measured: Measured[] = [];
  for (const column of columns) {
    const { name } = column;
    const threshold = thresholdOf(name, options);
    const measurement = measureColumn(column, current.get(name), exact.get(name));
    if (typeof measurement !== 'string') measured.push({ column, measurement, threshold });
    else results.set(name, describeUnmeasurable(column, threshold, measurement, current.get(name)));
  }
  const judgements = judgeColumns(measured, options.alpha);
  for (const [index, judgement] of judgements.entries()) {
    const subject = measured[index];
    if (subject !== undefined) results.set(subject.column.name, describeJudged(subject, judgement));
  }
  return {
    results: columns.flatMap(({ name }) => results.get(name) ?? []),
    open: measured.flatMap(({ column }, index) => (judgements[index]?.open ? [column.name] : [])),
  };
}

function thresholdOf(name: string, { threshold, featureThresholds }: DriftOptions): number {
  return Object.hasOwn(featureThresholds, name) ? (featureThresholds[name] ?? threshold) : threshold;
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
