import type { Instant } from '../core/time.js';
import type { Experiment } from '../registry/experiment.js';
import { type Decided, decide, type Progress } from './decision.js';
import { type Effect, measureEffect } from './effect.js';
import { planRampMove, type RampMove } from './ramp.js';
import type { ExperimentReadings } from './readings.js';
import { checkTraffic, type Traffic } from './traffic.js';

/** A candidate against the control. */
export interface CandidateAnalysis {
  readonly version: string;
  readonly metrics: readonly Effect[];
}

export interface ExperimentAnalysis extends Decided {
  /** The time it is made at. */
  readonly at: Instant;
  /** Of a canary, in its present step: in another step, another share of the units was the candidate's. */
  readonly candidates: readonly CandidateAnalysis[];
  readonly traffic: Traffic;
  readonly progress: Progress;
  /** Values that cannot be right, such as a latency of 0, by metric. */
  readonly leftOut: ExperimentReadings['leftOut'];
  /** What a canary is to do next; null for a test of one size, and after its end. */
  readonly move: RampMove | null;
}

const HOUR_MS = 3_600_000;

/**
 * What a test has shown by `at`. Each candidate is compared with the control at alpha divided by the number of
 * comparisons that are made of it (candidates, and steps of a canary: Bonferroni), so that the chance of any false
 * winner or loser stays at alpha.
 */
export function analyzeExperiment(
  experiment: Experiment,
  readings: ExperimentReadings,
  at: Instant,
): ExperimentAnalysis {
  const traffic = checkTraffic(experiment, readings);
  const progress = progressOf(experiment, readings, at);
  const candidates = compareArms(experiment, readings);
  const analysis = { at, candidates, traffic, progress, leftOut: readings.leftOut };
  if (experiment.ramp === null) {
    return { ...analysis, ...decide(bestFirst(candidates), progress, traffic.blockedBy), move: null };
  }
  const move = moveOf(experiment, analysis);
  return { ...analysis, ...decideCanary(experiment, move, traffic), move };
}

/** Since when a test compares: a canary within its present step, in which the shares were what they are. */
export function comparedSince({ ramp, from, phases }: Experiment): Instant {
  return ramp === null ? from : (phases.at(-1)?.from ?? from);
}

function compareArms(experiment: Experiment, readings: ExperimentReadings): CandidateAnalysis[] {
  const { arms, ramp, metrics, alpha } = experiment;
  const [control, ...others] = arms;
  const since = comparedSince(experiment);
  const cellsOf = (version: string | undefined) =>
    readings.cells.filter((cell) => cell.version === version && cell.from >= since);
  const comparisons = Math.max(1, others.length) * (ramp?.percents.length ?? 1);
  const comparison = { ...experiment, alpha: alpha / comparisons };
  return others.map(({ version }) => ({
    version,
    metrics: metrics.map((spec) =>
      measureEffect(spec, comparison, cellsOf(control?.version), cellsOf(version)),
    ),
  }));
}

/** By the first goal, so that of several winners the best is promoted. */
function bestFirst(candidates: readonly CandidateAnalysis[]): CandidateAnalysis[] {
  const gain = ({ metrics }: CandidateAnalysis) => {
    const goal = metrics.find(({ role }) => role === 'goal');
    const difference = goal?.difference ?? Number.NEGATIVE_INFINITY;
    return goal?.direction === 'lower' ? -difference : difference;
  };
  return [...candidates].sort((a, b) => gain(b) - gain(a));
}

function progressOf(
  { arms, minUnits, plannedUnits, durationHours, from }: Experiment,
  readings: ExperimentReadings,
  at: Instant,
): Progress {
  const units = arms.map(({ version }) =>
    readings.cells.reduce((sum, cell) => sum + (cell.version === version ? cell.units : 0), 0),
  );
  const totalUnits = units.reduce((sum, count) => sum + count, 0);
  const hoursUntil = (instant: Instant) => Math.max(0, (Date.parse(instant) - Date.parse(from)) / HOUR_MS);
  const hours = hoursUntil(at);
  // Traffic may have ended long before anybody looks.
  const servedHours = hoursUntil(readings.lastAt ?? at);
  const hoursForUnits = (servedHours / totalUnits) * Math.max(0, plannedUnits - totalUnits);
  return {
    units: Math.min(...units),
    minUnits,
    totalUnits,
    plannedUnits,
    hours,
    durationHours,
    remainingHours: totalUnits === 0 ? null : Math.max(hoursForUnits, durationHours - hours, 0),
  };
}

function moveOf(
  { ramp, phases, minUnits, stopped }: Experiment,
  { at, candidates, traffic }: Pick<ExperimentAnalysis, 'at' | 'candidates' | 'traffic'>,
): RampMove | null {
  const phase = phases.at(-1);
  // Rolled back, or ended: there is no next step.
  if (ramp === null || stopped !== null || phase === undefined || phase.percent === 0) return null;
  const [candidate] = candidates;
  const named = (wanted: Effect['standing']) => {
    const names = candidate?.metrics.filter(({ standing }) => standing === wanted) ?? [];
    return names.length === 0 ? null : names.map(({ metric }) => metric).join(', ');
  };
  const lost = named('loses');
  const unknown = phase.percent === 100 ? null : named('unknown');
  const served = traffic.phases.at(-1)?.arms.find(({ version }) => version === candidate?.version);
  return planRampMove(ramp, phase.percent, {
    startedAt: phase.from,
    now: at,
    candidateUnits: served?.units ?? 0,
    minUnits,
    lost: lost === null ? null : `${candidate?.version} loses ${lost}`,
    unknown: unknown === null ? null : `${unknown} could not be compared yet`,
    blockedBy: traffic.blockedBy[0] ?? null,
  });
}

/** A canary is promoted for losing nothing on its way; what it wins is welcome. */
function decideCanary({ arms, phases }: Experiment, move: RampMove | null, traffic: Traffic): Decided {
  const candidate = arms[1]?.version ?? '';
  const phase = phases.at(-1);
  const rolledBack = phase?.percent === 0 ? phase.reason : move?.move === 'roll-back' ? move.reason : null;
  if (rolledBack !== null) {
    return { decision: 'stop-loser', winner: null, losers: [candidate], reasons: [rolledBack] };
  }
  const nobody = { winner: null, losers: [] };
  if (traffic.blockedBy.length > 0) return { decision: 'blocked', ...nobody, reasons: traffic.blockedBy };
  if (move?.move === 'complete') {
    return { decision: 'promote', winner: candidate, losers: [], reasons: [move.reason] };
  }
  return { decision: 'keep-running', ...nobody, reasons: [move?.reason ?? 'it has ended'] };
}
