import type { Verdict } from '../core/verdict.js';
import type { Decision, MetricSpec } from '../registry/experiment-events.js';

/**
 * How a candidate stands against the control in one metric, in the direction that counts as better. `open`: compared,
 * and neither; `unknown`: not compared, for want of units.
 */
export type Standing = 'wins' | 'loses' | 'open' | 'unknown';

export interface MetricStanding extends MetricSpec {
  readonly standing: Standing;
}

export interface CandidateStanding {
  readonly version: string;
  readonly metrics: readonly MetricStanding[];
}

/** Where a test is on its way. */
export interface Progress {
  /** Of the smallest arm. */
  readonly units: number;
  readonly minUnits: number;
  /** Of all arms, and the number the test was planned for. */
  readonly totalUnits: number;
  readonly plannedUnits: number;
  readonly hours: number;
  readonly durationHours: number;
  /** At the rate so far, until both the planned units and the duration are reached; null without any units. */
  readonly remainingHours: number | null;
}

export interface Decided {
  readonly decision: Decision;
  /** Whom to promote; null unless the decision is to promote. */
  readonly winner: string | null;
  /** Versions that lose. */
  readonly losers: readonly string[];
  /** Why, the most telling first. */
  readonly reasons: readonly string[];
}

/**
 * What a test says to do. Only a candidate that wins every goal, loses no guardrail and had its time is promoted; one
 * that loses is stopped at once; traffic that cannot be trusted blocks whatever the figures say.
 * @param candidates the best first, by the first goal
 * @param blockedBy why the traffic cannot be trusted; empty when it can
 */
export function decide(
  candidates: readonly CandidateStanding[],
  progress: Progress,
  blockedBy: readonly string[],
): Decided {
  const nobody = { winner: null, losers: [] };
  if (blockedBy.length > 0) return { decision: 'blocked', ...nobody, reasons: blockedBy };
  if (progress.units < progress.minUnits) {
    const reason = `the smallest arm has ${progress.units} of the ${progress.minUnits} units that any decision needs`;
    return { decision: 'keep-running', ...nobody, reasons: [reason] };
  }
  const losers = candidates.filter(({ metrics }) => metrics.some(({ standing }) => standing === 'loses'));
  const left = candidates.filter((candidate) => !losers.includes(candidate));
  const lost = losers.map(({ version }) => version);
  const losses = losers.flatMap(describeLosses);
  if (left.length === 0) return { decision: 'stop-loser', winner: null, losers: lost, reasons: losses };

  const winner = left.find(winsAllGoals);
  const waits = waitingFor(progress);
  if (winner !== undefined && waits.length === 0) {
    const reasons = [`${winner.version} wins ${namesOf(winner, 'goal')} and loses nothing`, ...losses];
    return { decision: 'promote', winner: winner.version, losers: lost, reasons };
  }
  if (winner !== undefined) {
    const reasons = [`${winner.version} wins so far`, ...waits, ...losses];
    return { decision: 'keep-running', winner: null, losers: lost, reasons };
  }
  const undecided = left.flatMap(describeOpen);
  const isOver = progress.totalUnits >= progress.plannedUnits && waits.length === 0;
  return {
    decision: isOver ? 'inconclusive' : 'keep-running',
    winner: null,
    losers: lost,
    reasons: [
      ...undecided,
      ...(isOver ? [`${progress.totalUnits} units, as many as planned`] : waits),
      ...losses,
    ],
  };
}

function winsAllGoals({ metrics }: CandidateStanding): boolean {
  const goals = metrics.filter(({ role }) => role === 'goal');
  // A guardrail that could not be measured has not held.
  return (
    goals.every(({ standing }) => standing === 'wins') &&
    metrics.every(({ role, standing }) => role === 'goal' || standing !== 'unknown')
  );
}

function waitingFor({ hours, durationHours }: Progress): string[] {
  if (hours >= durationHours) return [];
  return [`it has run ${Math.floor(hours)} of at least ${durationHours} hours`];
}

function namesOf({ metrics }: CandidateStanding, role: MetricSpec['role']): string {
  return metrics
    .filter((metric) => metric.role === role)
    .map(({ metric }) => metric)
    .join(', ');
}

function describeLosses({ version, metrics }: CandidateStanding): string[] {
  return metrics
    .filter(({ standing }) => standing === 'loses')
    .map(({ metric, role }) => `${version} loses the ${role} ${metric}`);
}

function describeOpen({ version, metrics }: CandidateStanding): string[] {
  return metrics
    .filter(({ role, standing }) => standing === 'unknown' || (role === 'goal' && standing === 'open'))
    .map(({ metric, standing }) =>
      standing === 'unknown'
        ? `${version}: ${metric} could not be compared yet`
        : `${version}: ${metric} is not decided`,
    );
}

const VERDICTS: Record<Decision, Verdict> = {
  promote: 'pass',
  'stop-loser': 'fail',
  'keep-running': 'unknown',
  inconclusive: 'unknown',
  // Nothing can be concluded from traffic that cannot be trusted.
  blocked: 'unknown',
};

/** The verdict that a decision amounts to, and with it the exit code. */
export function verdictOfDecision(decision: Decision): Verdict {
  return VERDICTS[decision];
}
