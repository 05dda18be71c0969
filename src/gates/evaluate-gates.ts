import type { GateResult, GateSubject, MetricPolicy } from './gate.js';
import { evaluateLimit } from './metric-limit.js';
import { evaluateRegression } from './metric-regression.js';

/** Every gate of a policy on one version, in a stable order. */
export function evaluateGates(policy: MetricPolicy, subject: GateSubject): GateResult[] {
  const byName = (limits: MetricPolicy['minimum']) =>
    Object.entries(limits).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...byName(policy.minimum).map(([metric, limit]) => evaluateLimit('minimum', metric, limit, subject)),
    ...byName(policy.maximum).map(([metric, limit]) => evaluateLimit('maximum', metric, limit, subject)),
    ...byName(policy.maxRegression).map(([metric, tolerance]) =>
      evaluateRegression(metric, tolerance, policy.lowerIsBetter.includes(metric), subject),
    ),
  ];
}
