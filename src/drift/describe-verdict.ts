import type { Verdict } from '../core/verdict.js';
import type { OverallDrift } from './evaluate-drift.js';
import { type FeatureResult, isDrifted, isFinding } from './feature-result.js';

/** What was found, in one sentence for somebody who sees such a report for the first time. */
export function describeVerdict(
  verdict: Verdict,
  overall: OverallDrift,
  features: readonly FeatureResult[],
  outputs: readonly FeatureResult[],
): string {
  const drifted = `${overall.drifted} of ${overall.judged} features drifted`;
  switch (verdict) {
    case 'fail':
      return `drift: ${drifted}, and the overall score ${describeScore(overall)}`;
    case 'warn':
      return `${describeWarnings(overall, features, outputs)}; the overall score ${describeScore(overall)}`;
    case 'unknown':
      return `too few rows: ${overall.judged} of ${overall.features} features could be judged`;
    case 'pass':
      return `no drift: ${drifted}, and the overall score ${describeScore(overall)}`;
  }
}

function describeScore({ score, threshold }: OverallDrift): string {
  if (score === null) return 'cannot be told';
  const relation = score >= threshold ? 'reaches' : 'stays below';
  return `${Number(score.toPrecision(3))} ${relation} the threshold ${threshold}`;
}

function describeWarnings(
  { drifted, judged }: OverallDrift,
  features: readonly FeatureResult[],
  outputs: readonly FeatureResult[],
): string {
  const found = [...features, ...outputs].filter(isFinding).map(({ name, reason }) => `${name} ${reason}`);
  const outputDrift = outputs.filter(isDrifted).map(({ name }) => `the ${name} drifted`);
  const featureDrift = drifted === 0 ? [] : [`${drifted} of ${judged} features drifted`];
  return [...featureDrift, ...outputDrift, ...found].join('; ');
}
