import { GovError } from '../core/errors.js';
import { sampleSizePerArm, twoProportionPower } from '../stats/sample-size.js';

export interface PlanRequest {
  /** Share of the control, for example its accuracy. */
  readonly baseline: number;
  /** Smallest change worth finding, in the same unit. */
  readonly effect: number;
  /** Units a day of both arms together. */
  readonly dailyUnits: number;
  /** Share of the units that the candidate gets. */
  readonly split: number;
  readonly alpha: number;
  readonly power: number;
}

/** What it takes to find one effect. */
export interface PlannedEffect {
  /** Change of the share, absolute. */
  readonly effect: number;
  readonly to: number;
  /** In the smaller arm. */
  readonly unitsPerArm: number;
  /** In both arms together, at the split. */
  readonly units: number;
  readonly days: number;
}

/** Effects around the one asked for, as multiples of it. */
const MULTIPLES = [0.5, 0.75, 1, 1.5, 2, 3];

/**
 * The size of a fixed-horizon test of two shares for several effects; a sequential test ends earlier on large effects
 * and takes somewhat longer on small ones.
 * @throws GovError usage for shares that cannot be.
 */
export function planSampleSize(request: PlanRequest): PlannedEffect[] {
  const { baseline, effect, dailyUnits, split, alpha, power } = request;
  if (!(baseline > 0 && baseline < 1)) {
    throw new GovError('usage', `--baseline: expected a share between 0 and 1, got ${baseline}`);
  }
  if (!(Math.abs(effect) > 0 && baseline + effect > 0 && baseline + effect < 1)) {
    throw new GovError('usage', `--mde: ${baseline} changed by ${effect} is no share between 0 and 1`);
  }
  if (!(dailyUnits > 0)) throw new GovError('usage', '--daily: expected a number of units above 0');
  if (!(split > 0 && split < 1)) throw new GovError('usage', '--split: expected a share between 0 and 1');
  const smaller = Math.min(split, 1 - split);
  return MULTIPLES.map((multiple) => Number((effect * multiple).toPrecision(12)))
    .map((change) => ({ change, to: Number((baseline + change).toPrecision(12)) }))
    .filter(({ to }) => to > 0 && to < 1)
    .map(({ change, to }) => {
      // The larger arm is known better than an equal one would be, so the smaller may be the smaller.
      const unitsPerArm = Math.ceil(
        (sampleSizePerArm(baseline, to, alpha, power) * (1 + smaller / (1 - smaller))) / 2,
      );
      const units = Math.ceil(unitsPerArm / smaller);
      return { effect: change, to, unitsPerArm, units, days: Math.ceil(units / dailyUnits) };
    });
}

/** A point of a power curve. */
export interface PowerPoint {
  readonly unitsPerArm: number;
  /** The chance to find the effect, 0..1. */
  readonly power: number;
}

/** The chance to find the effect asked for, from a tenth to twice the units that it takes. */
export function planPowerCurve({ baseline, effect, alpha, power }: PlanRequest): PowerPoint[] {
  const needed = sampleSizePerArm(baseline, baseline + effect, alpha, power);
  return Array.from({ length: 20 }, (_, index) => Math.max(1, Math.round((needed * (index + 1)) / 10))).map(
    (unitsPerArm) => ({
      unitsPerArm,
      power: twoProportionPower(baseline, baseline + effect, alpha, unitsPerArm),
    }),
  );
}
