import { type FeatureResult, isDrifted } from '../../drift/feature-result.js';

/** As far as a table has room for the name of a column or a segment. */
export const NAME_COLUMNS = 28;

export function formatScore(score: number): string {
  return score >= 10 ? score.toFixed(1) : score.toFixed(3);
}

export function sortWorstFirst(features: readonly FeatureResult[]): FeatureResult[] {
  const rank = (result: FeatureResult) => (isDrifted(result) ? 0 : result.severity === null ? 1 : 2);
  const score = ({ measures }: FeatureResult) => measures?.score ?? 0;
  return [...features].sort((a, b) => rank(a) - rank(b) || score(b) - score(a));
}
