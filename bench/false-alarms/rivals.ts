// What other tools say of the same rows, by their rules written out here.
import type { SampleComparison } from '../../src/drift/feature-tests.js';
import { chiSquareSf } from '../../src/stats/chi-square-distribution.js';
import { ksPValue } from '../../src/stats/ks-test.js';
import { walkPooled } from '../../src/stats/pooled-walk.js';
import { twoProportionTest } from '../../src/stats/two-proportion-test.js';
import { wassersteinDistance } from '../../src/stats/wasserstein.js';
import type { Drawn } from './features.js';

const ALPHA = 0.05;

/** A script's usual rule for a column: ks_2samp or chi2_contingency, p below 5 %. */
export function isScipyDrift(before: Drawn, now: Drawn, comparison: SampleComparison | undefined): boolean {
  if (before.type === 'numbers' && now.type === 'numbers')
    return ksP(before.values, now.values, comparison) < ALPHA;
  return (
    before.type === 'categories' &&
    now.type === 'categories' &&
    contingencyP(before.counts, now.counts) < ALPHA
  );
}

/**
 * Evidently 0.7.23's default for a column, by the source of its stattests: up to 1,000 reference rows a test at 5 %
 * (KS; for five values or fewer, and for categories, a chi-square test with the reference as the truth, or z for two),
 * beyond that a distance of 0.1 (Wasserstein in standard deviations; Jensen-Shannon for categories).
 */
export function isEvidentlyDrift(
  before: Drawn,
  now: Drawn,
  comparison: SampleComparison | undefined,
): boolean {
  if (before.type === 'numbers' && now.type === 'numbers') {
    if (before.values.length + before.nulls <= 1000)
      return ksP(before.values, now.values, comparison) < ALPHA;
    return wassersteinDistance(before.values, now.values) / Math.max(deviation(before.values), 0.001) >= 0.1;
  }
  if (before.type !== 'categories' || now.type !== 'categories') return false;
  const [n, m] = [total(before.counts), total(now.counts)];
  if (n > 1000) return jensenShannon(before.counts, now.counts, n, m) >= 0.1;
  const kept = before.counts.flatMap((count, i) => (count + (now.counts[i] ?? 0) > 0 ? [i] : []));
  if (kept.length <= 2) {
    const [first, second] = [before, now].map(({ counts }, side) => ({
      successes: counts[0] ?? 0,
      n: side === 0 ? n : m,
    }));
    return (
      first !== undefined &&
      second !== undefined &&
      twoProportionTest(first, second, 'two-sided').pValue < ALPHA
    );
  }
  const statistic = kept.reduce((sum, i) => {
    const expected = ((before.counts[i] ?? 0) * m) / n;
    return sum + ((now.counts[i] ?? 0) - expected) ** 2 / expected;
  }, 0);
  return !Number.isFinite(statistic) || chiSquareSf(statistic, kept.length - 1) < ALPHA;
}

/** Exact where the values were compared; of many the asymptotic p-value, which decides alike and costs less. */
function ksP(a: Float64Array, b: Float64Array, comparison: SampleComparison | undefined): number {
  if (comparison !== undefined) return comparison.ks.pValue;
  let distance = 0;
  walkPooled(a, b, (_, i, j) => {
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  });
  return ksPValue(distance, a.length, b.length);
}

function contingencyP(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [total(a), total(b)];
  let statistic = 0;
  let df = -1;
  for (const [i, count] of a.entries()) {
    const other = b[i] ?? 0;
    if (count + other === 0) continue;
    df++;
    const expected = ((count + other) * n) / (n + m);
    const expectedOther = count + other - expected;
    statistic += (count - expected) ** 2 / expected + (other - expectedOther) ** 2 / expectedOther;
  }
  return df === 0 ? 1 : chiSquareSf(statistic, df);
}

/** In nats, as scipy has it without a base. */
function jensenShannon(a: readonly number[], b: readonly number[], n: number, m: number): number {
  const information = (share: number, middle: number) => (share === 0 ? 0 : share * Math.log(share / middle));
  const divergence = a.reduce((sum, count, i) => {
    const [p, q] = [count / n, (b[i] ?? 0) / m];
    return sum + information(p, (p + q) / 2) + information(q, (p + q) / 2);
  }, 0);
  return Math.sqrt(Math.max(0, divergence / 2));
}

function deviation(values: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(squares / values.length - (sum / values.length) ** 2);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
