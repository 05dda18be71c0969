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
  const analysis = { at, candidates, traffic, progress };
  if (experiment.ramp === null) {
    return { ...analysis, ...decide(candidates, progress, traffic.blockedBy), move: null };
  }
  const move = moveOf(experiment, analysis);
  return { ...analysis, ...decideCanary(experiment, move, traffic), move };
}

function compareArms(experiment: Experiment, readings: ExperimentReadings): CandidateAnalysis[] {
  const { arms, ramp, phases, metrics, alpha } = experiment;
  const [control, ...others] = arms;
  const since = ramp === null ? experiment.from : (phases.at(-1)?.from ?? experiment.from);
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
  { ramp, phases, minUnits, from, stopped }: Experiment,
  { at, candidates, traffic }: Pick<ExperimentAnalysis, 'at' | 'candidates' | 'traffic'>,
): RampMove | null {
  const phase = phases.at(-1);
  // Rolled back, or ended: there is no next step.
  if (ramp === null || stopped !== null || phase === undefined || phase.percent === 0) return null;
  const [candidate] = candidates;
  const lost = candidate?.metrics.filter(({ standing }) => standing === 'loses') ?? [];
  const served = traffic.phases.at(-1)?.arms.find(({ version }) => version === candidate?.version);
  return planRampMove(ramp, phase.percent, {
    startedAt: phase.from ?? from,
    now: at,
    candidateUnits: served?.units ?? 0,
    minUnits,
    lost:
      lost.length === 0 ? null : `${candidate?.version} loses ${lost.map(({ metric }) => metric).join(', ')}`,
    blockedBy: traffic.blockedBy[0] ?? null,
  });
}

/** A canary is promoted for losing nothing on its way; what it wins is welcome. */
function decideCanary({ arms, phases }: Experiment, move: RampMove | null, traffic: Traffic): Decided {
  const candidate = arms[1]?.version ?? null;
  const nobody = { winner: null, losers: [] };
  if (traffic.blockedBy.length > 0) return { decision: 'blocked', ...nobody, reasons: traffic.blockedBy };
  const wasRolledBack = phases.at(-1)?.percent === 0;
  if (move?.move === 'roll-back' || wasRolledBack) {
    const reason = move?.reason ?? `${candidate} was rolled back`;
    return {
      decision: 'stop-loser',
      winner: null,
      losers: candidate === null ? [] : [candidate],
      reasons: [reason],
    };
  }
  if (move?.move === 'complete') {
    return { decision: 'promote', winner: candidate, losers: [], reasons: [move.reason] };
  }
  return { decision: 'keep-running', ...nobody, reasons: [move?.reason ?? 'it has ended'] };
}
