import { GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import { type Period, periodEnd, periodName, periodStart } from '../../performance/period.js';

/** A check is made at `at`, the end of the period. */
export interface PlannedPeriod {
  readonly name: string;
  readonly at: Instant;
}

/** Twenty-seven years of days. */
const MAX_PERIODS = 10_000;

/**
 * The periods from `from` to `to`, the last one ending at `to` if not before; none where nothing is between.
 * @throws GovError usage for more than anybody would read.
 */
export function planPeriods(from: Instant, to: Instant, period: Period): PlannedPeriod[] {
  const planned: PlannedPeriod[] = [];
  let startMs = periodStart(Date.parse(from), period);
  while (from < to && startMs < Date.parse(to)) {
    if (planned.length === MAX_PERIODS) {
      throw new GovError('usage', `--by ${period}: more than ${MAX_PERIODS} periods from ${from} to ${to}`, {
        hint: 'choose a longer period, or a part with --from and --to',
      });
    }
    const end = periodEnd(startMs, period);
    planned.push({ name: periodName(startMs, period), at: end < to ? end : to });
    startMs = Date.parse(end);
  }
  return planned;
}
