import type { Phase } from '../registry/experiment.js';
import type { Arm } from '../registry/experiment-events.js';
import { chiSquareSf } from '../stats/chi-square-distribution.js';
import type { CellReadings, ExperimentReadings } from './readings.js';
import { planRouting, sharesOf } from './routing.js';

/** The share of its units that each arm got, against the share it was to get, over all phases of a test. */
export interface SampleRatio {
  readonly statistic: number;
  readonly pValue: number;
  /** Largest difference between the shares of an arm, as a fraction of all units. */
  readonly deviation: number;
  readonly arms: readonly { readonly version: string; readonly units: number; readonly expected: number }[];
  /** Whether the split is not the one that was planned. */
  readonly mismatch: boolean;
}

/** What was seen of who served whom. */
export interface Traffic {
  readonly sampleRatio: SampleRatio;
  readonly unitsInSeveralArms: number;
  /** Why no figure of this traffic can be trusted; empty when it can. */
  readonly blockedBy: readonly string[];
}

const MISMATCH_P = 0.001;
/** With millions of units a split that is off by a hair is significant, and harmless. */
const MISMATCH_DEVIATION = 0.001;
/** Units that several arms served tell nothing about either; a few are retries and late deployments. */
const MAX_CROSSED_SHARE = 0.01;

/** Checks that units were routed as planned: the ground that every comparison of a test stands on. */
export function checkTraffic(
  { arms, phases }: { readonly arms: readonly Arm[]; readonly phases: readonly Phase[] },
  readings: ExperimentReadings,
): Traffic {
  const perPhase = phases.map((phase, index) => {
    const until = phases[index + 1]?.from ?? null;
    const cells = readings.cells.filter(({ from }) => from >= phase.from && (until === null || from < until));
    return comparePhase(arms, phase, cells);
  });
  const sampleRatio = sumOfPhases(arms, perPhase);
  const crossed = readings.units === 0 ? 0 : readings.unitsInSeveralArms / readings.units;
  return {
    sampleRatio,
    unitsInSeveralArms: readings.unitsInSeveralArms,
    blockedBy: [
      ...perPhase.flatMap(describeStray),
      ...(sampleRatio.mismatch ? [describeMismatch(sampleRatio)] : []),
      ...(crossed > MAX_CROSSED_SHARE
        ? [`${(crossed * 100).toFixed(1)} % of the units were served by more than one arm`]
        : []),
    ],
  };
}

interface PhaseTraffic {
  readonly arms: readonly { readonly version: string; readonly units: number; readonly expected: number }[];
  readonly phase: Phase;
}

function comparePhase(arms: readonly Arm[], phase: Phase, cells: readonly CellReadings[]): PhaseTraffic {
  const shares = sharesOf(planRouting(arms, { hash: 'sha256', salt: '', coverage: phase.percent / 100 }));
  const unitsOf = (version: string) =>
    cells.filter((cell) => cell.version === version).reduce((sum, { units }) => sum + units, 0);
  const total = arms.reduce((sum, { version }) => sum + unitsOf(version), 0);
  return {
    phase,
    arms: arms.map(({ version }) => ({
      version,
      units: unitsOf(version),
      expected: total * (shares.get(version) ?? 0),
    })),
  };
}

function describeStray({ phase, arms }: PhaseTraffic): string[] {
  return arms
    .filter(({ units, expected }) => units > 0 && expected === 0)
    .map(
      ({ version, units }) =>
        `${version} served ${units} ${units === 1 ? 'unit' : 'units'} at ${phase.percent} %, where it was to get none`,
    );
}

/** Chi-square statistics of independent phases add up, and so do their degrees of freedom. */
function sumOfPhases(arms: readonly Arm[], phases: readonly PhaseTraffic[]): SampleRatio {
  let statistic = 0;
  let degreesOfFreedom = 0;
  for (const phase of phases) {
    const compared = phase.arms.filter(({ expected }) => expected > 0);
    degreesOfFreedom += Math.max(0, compared.length - 1);
    for (const { units, expected } of compared) statistic += (units - expected) ** 2 / expected;
  }
  const summed = arms.map(({ version }) => {
    const own = phases.flatMap((phase) => phase.arms.filter((arm) => arm.version === version));
    return {
      version,
      units: own.reduce((sum, { units }) => sum + units, 0),
      expected: own.reduce((sum, { expected }) => sum + expected, 0),
    };
  });
  const total = summed.reduce((sum, { units }) => sum + units, 0);
  const deviation =
    total === 0 ? 0 : Math.max(...summed.map(({ units, expected }) => Math.abs(units - expected) / total));
  const pValue = degreesOfFreedom === 0 ? 1 : chiSquareSf(statistic, degreesOfFreedom);
  return {
    statistic,
    pValue,
    deviation,
    arms: summed,
    mismatch: pValue < MISMATCH_P && deviation >= MISMATCH_DEVIATION,
  };
}

function describeMismatch({ arms, pValue }: SampleRatio): string {
  const shown = arms.map(
    ({ version, units, expected }) => `${version} ${units} units where ${Math.round(expected)} were expected`,
  );
  return `sample ratio mismatch (p ${pValue.toExponential(1)}): ${shown.join(', ')}`;
}
