import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

/** Denies a version that was measured to be too slow. */
export const latency: Gate = {
  name: 'latency',
  summary: '95th percentile of latency, as last measured; the source says when',
  outcomes: {
    pass: 'it is at maxLatencyP95Ms or below, however long ago that was',
    deny: 'it is above',
    'not-evaluable': 'it was never measured',
  },
  settings: ['maxLatencyP95Ms'],
  evaluate: ({ maxLatencyP95Ms: limit }, { evidence: { latencyP95Ms } }) => {
    if (limit === null) return [];
    if ('missing' in latencyP95Ms) {
      const message = `the latency is not known: ${latencyP95Ms.missing}`;
      return [notEvaluable(limit, 'performance', message)];
    }
    const { value: observed, source } = latencyP95Ms;
    if (!(Number.isFinite(observed) && observed > 0)) {
      return [notEvaluable(limit, source, `a P95 latency of ${observed} ms is none`)];
    }
    const holds = observed <= limit;
    const rounded = Number(observed.toFixed(2));
    // Rounded, a figure just above the limit may seem to be at it.
    const told = rounded <= limit === holds ? rounded : observed;
    const message = `P95 latency ${told} ms is ${holds ? 'within' : 'above'} ${limit} ms`;
    return [{ subject: null, outcome: holds ? 'pass' : 'deny', observed, limit, source, message }];
  },
};
