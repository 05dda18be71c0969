import { type Alternative, pValueOf } from './alternative.js';
import { differenceOfMeans } from './difference.js';
import type { Interval } from './interval.js';
import type { Moments } from './moments.js';
import { studentTCriticalValue, studentTSf } from './student-t-distribution.js';

export type WelchTTest =
  | {
      /** The second mean less the first. */
      difference: number;
      statistic: number;
      df: number;
      pValue: number;
      reason: null;
    }
  | { difference: number | null; statistic: null; df: null; pValue: null; reason: string };

/**
 * Welch's t test of two means with unequal variances; `greater` asks whether the second mean is. The degrees of
 * freedom are Welch's and Satterthwaite's (Welch 1947, Biometrika 34:28-35). Where it cannot be computed there is a
 * reason in place of a p-value: samples that do not vary leave nothing to measure a difference by.
 * @throws RangeError on moments that are none (see `requireMoments`).
 */
export function welchTTest(first: Moments, second: Moments, alternative: Alternative): WelchTTest {
  const { difference, standardError } = differenceOfMeans(first, second);
  const without = (reason: string): WelchTTest => ({
    difference: Number.isFinite(difference) ? difference : null,
    statistic: null,
    df: null,
    pValue: null,
    reason,
  });
  if (!(Number.isFinite(difference) && Number.isFinite(standardError)))
    return without('the values are too large');
  if (Math.min(first.n, second.n) < 2) return without('a sample of one value has no variance');
  if (standardError === 0) return without('neither sample varies');
  const statistic = difference / standardError;
  const df = degreesOfFreedom(first, second);
  const pValue = pValueOf(statistic, alternative, (t) => studentTSf(t, df));
  return { difference, statistic, df, pValue, reason: null };
}

/** The interval that holds the difference of the means with probability 1 - alpha; null where the test has a reason. */
export function welchInterval(first: Moments, second: Moments, alpha: number): Interval | null {
  const { difference, df } = welchTTest(first, second, 'two-sided');
  if (df === null) return null;
  const half = studentTCriticalValue(df, alpha / 2) * differenceOfMeans(first, second).standardError;
  return { low: difference - half, high: difference + half };
}

function degreesOfFreedom(first: Moments, second: Moments): number {
  // In shares of the squared standard error, so that squares of tiny or huge variances never appear.
  const a = first.variance / first.n;
  const b = second.variance / second.n;
  const share = a / (a + b);
  return 1 / (share ** 2 / (first.n - 1) + (1 - share) ** 2 / (second.n - 1));
}
