import { GovError } from '../core/errors.js';
import type { MetricSpec } from '../registry/experiment-events.js';

/** Metrics that the prediction log gives by itself. Any other comes from recorded outcomes. */
export const LOG_METRICS = ['accuracy', 'error_rate', 'latency_ms', 'absolute_error'] as const;
export type LogMetric = (typeof LOG_METRICS)[number];

const LOWER_BY_NATURE: readonly string[] = ['absolute_error'];

const SHAPE = 'name:goal or name:guardrail, and where it is not plain :higher or :lower';

/**
 * `latency_ms:guardrail:lower` -> MetricSpec.
 * @param lowerIsBetter metrics of which less is better when nothing is said
 * @throws GovError usage
 */
export function parseMetricSpec(text: string, lowerIsBetter: readonly string[]): MetricSpec {
  const [metric = '', role, direction, ...rest] = text.split(':');
  const isRole = role === 'goal' || role === 'guardrail';
  const isDirection = direction === undefined || direction === 'higher' || direction === 'lower';
  if (metric === '' || !isRole || !isDirection || rest.length > 0) {
    throw new GovError('usage', `--metric: expected ${SHAPE}, got "${text}"`, {
      hint: 'for example --metric accuracy:goal --metric latency_ms:guardrail:lower',
    });
  }
  const lower = lowerIsBetter.includes(metric) || LOWER_BY_NATURE.includes(metric);
  return { metric, role, direction: direction ?? (lower ? 'lower' : 'higher') };
}

/** @throws GovError usage for a metric named twice, or a test without a goal. */
export function assertSoundMetrics(metrics: readonly MetricSpec[]): void {
  const names = metrics.map(({ metric }) => metric);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new GovError('usage', `--metric: ${twice} is given twice`);
  if (metrics.some(({ role }) => role === 'goal')) return;
  throw new GovError('usage', '--metric: none of them is a goal, so nobody could ever win', {
    hint: 'for example --metric accuracy:goal',
  });
}
