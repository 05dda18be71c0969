import { chiSquareSf } from './chi-square-distribution.js';
import { at, requireTotal, requireWithin } from './inputs.js';

export interface SampleRatioTest {
  /** Of the chi-square test of the counts against the weights; 0 where an arm without weight has units. */
  pValue: number;
  /** The largest distance of an arm's share from its weight, 0..1. */
  deviation: number;
  /** `ratio`: significant and large enough to matter. `unexpected-arm`: an arm of weight 0 has units. */
  mismatch: 'none' | 'ratio' | 'unexpected-arm';
}

const ALPHA = 0.001;
/** On millions of units the test sees what does no harm; a tenth of a point is the least worth an alarm. */
const LEAST_DEVIATION = 0.001;

/**
 * Did units arrive in the arms in the ratio they were assigned? Weights must add up to 1.
 * @throws RangeError on different lengths, no units, counts that are not whole, or weights that are not shares.
 */
export function sampleRatioTest(counts: readonly number[], weights: readonly number[]): SampleRatioTest {
  if (counts.length !== weights.length) {
    throw new RangeError(`expected as many weights as arms, got ${weights.length} and ${counts.length}`);
  }
  const total = requireTotal('counts', counts);
  for (const [arm, weight] of weights.entries()) requireWithin(`weights[${arm}]`, weight, 0, 1);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`weights: expected a sum of 1, got ${sum}`);
  const deviation = Math.max(...counts.map((count, arm) => Math.abs(count / total - at(weights, arm))));
  if (counts.some((count, arm) => count > 0 && at(weights, arm) === 0)) {
    return { pValue: 0, deviation, mismatch: 'unexpected-arm' };
  }
  const expected = weights.filter((weight) => weight > 0).map((weight) => weight * total);
  const seen = counts.filter((_, arm) => at(weights, arm) > 0);
  const statistic = seen.reduce((all, count, i) => all + (count - at(expected, i)) ** 2 / at(expected, i), 0);
  const pValue = chiSquareSf(statistic, expected.length - 1);
  return { pValue, deviation, mismatch: pValue < ALPHA && deviation >= LEAST_DEVIATION ? 'ratio' : 'none' };
}
