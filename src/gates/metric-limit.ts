import { type GateResult, type GateSubject, metricOf } from './gate.js';

/** Denies a version whose metric is below (`minimum`) or above (`maximum`) its limit. Equal passes. */
export function evaluateLimit(
  bound: 'minimum' | 'maximum',
  metric: string,
  limit: number,
  subject: GateSubject,
): GateResult {
  const name = `${bound}/${metric}`;
  const observed = metricOf(subject.candidate, metric);
  if (observed === undefined) {
    const message = `${metric} was not registered, so its ${bound} of ${limit} cannot be checked`;
    return { name, outcome: 'not-evaluable', observed: null, limit, message };
  }
  const holds = bound === 'minimum' ? observed >= limit : observed <= limit;
  const relation = holds ? 'meets' : bound === 'minimum' ? 'is below' : 'is above';
  const message = `${metric} ${observed} ${relation} the ${bound} ${limit}`;
  return { name, outcome: holds ? 'pass' : 'deny', observed, limit, message };
}
