import type { Gate, GateFinding } from './gate.js';
import { type Metrics, metricOf } from './subject.js';

/** Denies a version whose metric is below its limit. */
export const minimum: Gate = {
  name: 'minimum',
  summary: 'metrics that have to reach a value',
  outcomes: {
    pass: 'each metric is at its minimum or above',
    deny: 'a registered metric is below its minimum',
    'not-evaluable': 'the metric was not registered',
  },
  settings: ['minimum'],
  evaluate: (policy, { candidate }) => evaluateLimits('minimum', policy.minimum, candidate.metrics),
};

/** Denies a version whose metric is above its limit. */
export const maximum: Gate = {
  name: 'maximum',
  summary: 'metrics that must not exceed a value',
  outcomes: {
    pass: 'each metric is at its maximum or below',
    deny: 'a registered metric is above its maximum',
    'not-evaluable': 'the metric was not registered',
  },
  settings: ['maximum'],
  evaluate: (policy, { candidate }) => evaluateLimits('maximum', policy.maximum, candidate.metrics),
};

function evaluateLimits(bound: 'minimum' | 'maximum', limits: Metrics, metrics: Metrics): GateFinding[] {
  return Object.entries(limits).map(([metric, limit]) => {
    const observed = metricOf(metrics, metric);
    const common = { subject: metric, limit, source: 'registered metrics' };
    if (observed === undefined) {
      const message = `${metric} was not registered, so its ${bound} of ${limit} cannot be checked`;
      return { ...common, outcome: 'not-evaluable', observed: null, message };
    }
    const holds = bound === 'minimum' ? observed >= limit : observed <= limit;
    const relation = holds ? 'meets' : bound === 'minimum' ? 'is below' : 'is above';
    const message = `${metric} ${observed} ${relation} the ${bound} ${limit}`;
    return { ...common, outcome: holds ? 'pass' : 'deny', observed, message };
  });
}
