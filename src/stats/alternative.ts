/** Which difference a test looks for, the second sample being compared with the first. */
export type Alternative = 'two-sided' | 'greater' | 'less';

/**
 * The p-value of a statistic whose null distribution is symmetric around 0.
 * @param upperTail the probability that the distribution reaches a value
 */
export function pValueOf(
  statistic: number,
  alternative: Alternative,
  upperTail: (statistic: number) => number,
): number {
  switch (alternative) {
    case 'two-sided':
      return 2 * upperTail(Math.abs(statistic));
    case 'greater':
      return upperTail(statistic);
    case 'less':
      return upperTail(-statistic);
  }
}
