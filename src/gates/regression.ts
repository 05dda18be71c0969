import type { Gate, GateFinding } from './gate.js';
import { type GateSubject, type Metrics, metricOf, nameIncumbent } from './subject.js';

/** Denies a version whose metric is worse than that of the production version by more than is allowed. */
export const regression: Gate = {
  name: 'regression',
  summary: 'metrics that must not be worse than those of the production version',
  outcomes: {
    pass: 'each metric is worse by no more than is allowed, or no other version ever was in production; gates.lowerIsBetter says which way is worse',
    deny: 'a metric is worse than in production by more than maxRegression',
    'not-evaluable':
      'either version lacks the metric; without one in production the last one that was is the one to compare with',
  },
  settings: ['maxRegression'],
  evaluate: (policy, subject) =>
    evaluateRegressions(policy.maxRegression, policy.lowerIsBetter, subject, (tolerance) => tolerance),
};

/** The same, with the tolerance as a share of the production version's value. */
export const relativeRegression: Gate = {
  name: 'relative-regression',
  summary: 'the same as a share of the value of the production version',
  outcomes: {
    pass: 'each metric is worse by no more than is allowed, or no other version ever was in production; gates.lowerIsBetter says which way is worse',
    deny: 'a metric is worse than in production by more than this share of the value there',
    'not-evaluable':
      'either version lacks the metric; without one in production the last one that was is the one to compare with',
  },
  settings: ['maxRelativeRegression'],
  evaluate: (policy, subject) =>
    evaluateRegressions(
      policy.maxRelativeRegression,
      policy.lowerIsBetter,
      subject,
      (share, before) => share * Math.abs(before),
    ),
};

function evaluateRegressions(
  tolerances: Metrics,
  lowerIsBetter: readonly string[],
  { candidate, incumbent: reading }: GateSubject,
  marginOf: (tolerance: number, before: number) => number,
): GateFinding[] {
  return Object.entries(tolerances).map(([metric, tolerance]) => {
    const common = { subject: metric, source: 'registered metrics' };
    const observed = metricOf(candidate.metrics, metric);
    if ('missing' in reading) {
      const message = `${metric}: the version in production is not known: ${reading.missing}`;
      return { ...common, outcome: 'not-evaluable', observed: observed ?? null, limit: null, message };
    }
    const incumbent = reading.value;
    if (incumbent === null) {
      const message = `${metric}: nothing in production to compare with`;
      return { ...common, outcome: 'pass', observed: observed ?? null, limit: null, message };
    }
    const before = metricOf(incumbent.metrics, metric);
    if (observed === undefined || before === undefined) {
      const missing = observed === undefined ? 'this version' : nameIncumbent(incumbent);
      const message = `${metric} was not registered for ${missing}, so a regression cannot be ruled out`;
      return { ...common, outcome: 'not-evaluable', observed: observed ?? null, limit: null, message };
    }
    const margin = marginOf(tolerance, before);
    const isLess = lowerIsBetter.includes(metric);
    // Exactly as before where nothing is allowed: rounding would allow a little.
    const limit = margin === 0 ? before : withoutNoise(isLess ? before + margin : before - margin);
    const holds = isLess ? observed <= limit : observed >= limit;
    const message = `${metric} ${observed}: ${nameIncumbent(incumbent)} has ${before}, allowed ${isLess ? 'up' : 'down'} to ${limit}`;
    return { ...common, outcome: holds ? 'pass' : 'deny', observed, limit, message };
  });
}

/** 0.85 - 0.05 is 0.7999999999999999 in binary; a limit must be the decimal a person would write. */
function withoutNoise(limit: number): number {
  return Number(limit.toPrecision(12));
}
