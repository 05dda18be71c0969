import type { Phase } from '../registry/experiment.js';
import type { Arm } from '../registry/experiment-events.js';
import { sampleRatioTest } from '../stats/sample-ratio-test.js';
import type { CellReadings, ExperimentReadings } from './readings.js';
import { planRouting, sharesOf } from './routing.js';

export interface ArmTraffic {
  readonly version: string;
  readonly units: number;
  /** Of the units of a phase, 0..1: what the arm got, and what it was to get. Null without units. */
  readonly share: number | null;
  readonly plannedShare: number;
}

/** Who served how much while units were routed in one way. */
export interface PhaseTraffic extends Phase {
  readonly arms: readonly ArmTraffic[];
  /** Of the sample-ratio test; null without units. */
  readonly pValue: number | null;
}

/** What was seen of who served whom. */
export interface Traffic {
  readonly phases: readonly PhaseTraffic[];
  readonly units: number;
  readonly unitsInSeveralArms: number;
  /** Why no figure of this traffic can be trusted; empty when it can. */
  readonly blockedBy: readonly string[];
}

/** Units that several arms served tell nothing about either; a few are retries and late deployments. */
const MAX_CROSSED_SHARE = 0.01;
/** Requests under way, and services that have not read the plan again, go on as before for a while. */
const MAX_STRAGGLERS_SHARE = 0.01;

/**
 * Checks that units were routed as planned: the ground that every comparison of a test stands on. Only the present
 * phase decides: what was wrong before it is over.
 */
export function checkTraffic(
  { arms, phases }: { readonly arms: readonly Arm[]; readonly phases: readonly Phase[] },
  { cells, units, unitsInSeveralArms }: ExperimentReadings,
): Traffic {
  const checked = phases.map((phase, index) => {
    const until = phases[index + 1]?.from ?? null;
    const own = cells.filter(({ from }) => from >= phase.from && (until === null || from < until));
    return checkPhase(arms, phase, own, index > 0 ? MAX_STRAGGLERS_SHARE : 0);
  });
  const crossed = units === 0 ? 0 : unitsInSeveralArms / units;
  const crossing = `${(crossed * 100).toFixed(1)} % of the units were served by more than one arm`;
  return {
    phases: checked.map(({ traffic }) => traffic),
    units,
    unitsInSeveralArms,
    blockedBy: [
      ...[checked.at(-1)?.problem ?? null].filter((problem) => problem !== null),
      ...(crossed > MAX_CROSSED_SHARE ? [crossing] : []),
    ],
  };
}

function checkPhase(
  arms: readonly Arm[],
  phase: Phase,
  cells: readonly CellReadings[],
  toleratedShare: number,
): { readonly traffic: PhaseTraffic; readonly problem: string | null } {
  const planned = sharesOf(planRouting(arms, { hash: 'sha256', salt: '', coverage: phase.percent / 100 }));
  const counted = arms.map(({ version }) => ({
    version,
    units: cells.reduce((sum, cell) => sum + (cell.version === version ? cell.units : 0), 0),
    plannedShare: planned.get(version) ?? 0,
  }));
  const total = counted.reduce((sum, { units }) => sum + units, 0);
  const traffic = {
    ...phase,
    arms: counted.map((arm) => ({ ...arm, share: total === 0 ? null : arm.units / total })),
  };
  if (total === 0) return { traffic: { ...traffic, pValue: null }, problem: null };
  const strays = counted.reduce((sum, arm) => sum + (arm.plannedShare === 0 ? arm.units : 0), 0);
  const tested = strays / total <= toleratedShare ? counted.filter((arm) => arm.plannedShare > 0) : counted;
  const { pValue, mismatch } = sampleRatioTest(
    tested.map(({ units }) => units),
    tested.map(({ plannedShare }) => plannedShare),
  );
  return { traffic: { ...traffic, pValue }, problem: describeMismatch(traffic, mismatch) };
}

function describeMismatch(
  { percent, arms }: Omit<PhaseTraffic, 'pValue'>,
  mismatch: ReturnType<typeof sampleRatioTest>['mismatch'],
): string | null {
  if (mismatch === 'none') return null;
  const at = percent === 100 ? '' : ` at ${percent} %`;
  const shown = arms.map(
    ({ version, units, share, plannedShare }) =>
      `${version} served ${units} units, ${asPercent(share ?? 0)} where ${asPercent(plannedShare)} were planned`,
  );
  return `sample ratio mismatch${at}: ${shown.join('; ')}`;
}

function asPercent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
