import * as v from 'valibot';
import type { Proportion } from '../stats/proportion.js';
import { wilsonInterval } from '../stats/wilson-interval.js';

const finite = v.pipe(v.number(), v.finite());

/** A figure with its 95 % interval. */
export const metricSchema = v.pipe(
  v.strictObject({
    value: v.nullable(finite),
    /** Rows it is computed from. */
    n: finite,
    /** Null where there is no such bound; both for a metric without an interval. */
    low: v.nullable(finite),
    high: v.nullable(finite),
    /** Why the value or a bound is null, or what else to know of it; null when there is nothing to say. */
    reason: v.nullable(v.string()),
  }),
  v.readonly(),
);

export type Metric = v.InferOutput<typeof metricSchema>;

export const ALPHA = 0.05;

export function missingMetric(reason: string, n = 0): Metric {
  return { value: null, n, low: null, high: null, reason };
}

/** A figure whose interval nobody asks for. What is not finite becomes null with a reason. */
export function pointMetric(value: number, n: number, reason: string | null = null): Metric {
  if (!Number.isFinite(value)) return missingMetric('the numbers are too large to compute it', n);
  return { value, n, low: null, high: null, reason };
}

/** @param undefinedReason said when there are no units */
export function proportionMetric({ successes, n }: Proportion, undefinedReason: string): Metric {
  if (n === 0) return missingMetric(undefinedReason);
  return { value: successes / n, n, ...wilsonInterval({ successes, n }, ALPHA), reason: null };
}
