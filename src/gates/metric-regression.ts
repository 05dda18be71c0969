import { type GateResult, type GateSubject, metricOf } from './gate.js';

/**
 * Denies a version whose metric is worse than that of the production version by more than `tolerance` (in the
 * metric's own unit). Passes when nothing is in production to compare with.
 */
export function evaluateRegression(
  metric: string,
  tolerance: number,
  lowerIsBetter: boolean,
  subject: GateSubject,
): GateResult {
  const name = `regression/${metric}`;
  if (subject.incumbent === null) {
    const message = `${metric}: nothing in production to compare with`;
    return { name, outcome: 'pass', observed: null, limit: null, message };
  }
  const { version, metrics } = subject.incumbent;
  const observed = metricOf(subject.candidate, metric);
  const before = metricOf(metrics, metric);
  if (observed === undefined || before === undefined) {
    const missing = observed === undefined ? 'this version' : `production version ${version}`;
    const message = `${metric} was not registered for ${missing}, so a regression cannot be ruled out`;
    return { name, outcome: 'not-evaluable', observed: observed ?? null, limit: null, message };
  }
  const limit = withoutNoise(lowerIsBetter ? before + tolerance : before - tolerance);
  const holds = lowerIsBetter ? observed <= limit : observed >= limit;
  const allowed = `production version ${version} has ${before}, allowed down to ${limit}`;
  const message = `${metric} ${observed}: ${lowerIsBetter ? allowed.replace('down', 'up') : allowed}`;
  return { name, outcome: holds ? 'pass' : 'deny', observed, limit, message };
}

/** 0.85 - 0.05 is 0.7999999999999999 in binary; a limit must be the decimal a person would write. */
function withoutNoise(limit: number): number {
  return Number(limit.toPrecision(12));
}
