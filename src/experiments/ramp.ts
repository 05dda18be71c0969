import { GovError } from '../core/errors.js';
import type { Instant } from '../core/time.js';
import type { Ramp } from '../registry/experiment-events.js';

/** @throws GovError usage when the steps do not grow, or take no time. */
export function assertSoundRamp({ percents, stepHours }: Ramp): void {
  assertGrowing(percents);
  if (!(stepHours > 0)) throw new GovError('usage', '--step-duration: expected a duration above 0');
}

function assertGrowing(percents: readonly number[]): void {
  const grows = percents.every(
    (percent, index) => percent > (percents[index - 1] ?? 0) && percent <= 100 && Number.isFinite(percent),
  );
  if (percents.length > 0 && grows) return;
  throw new GovError('usage', `--ramp: expected growing percentages up to 100, got ${percents.join(',')}`, {
    hint: 'for example --ramp 1,5,25,50,100',
  });
}

/**
 * `1,5,25,50,100`, or `25:10` for steps of 10 up to 25 -> percentages.
 * @throws GovError usage when they are no growing percentages.
 */
export function parseRamp(text: string): number[] {
  const [target, step, ...rest] = text.split(':').map(Number);
  const percents =
    target !== undefined && step !== undefined && step > 0 && target <= 100 && rest.length === 0
      ? rampByStep(target, step)
      : text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  assertGrowing(percents);
  return percents;
}

/** The last step ends where it was meant to, and not beyond. */
function rampByStep(targetPercent: number, stepPercent: number): number[] {
  const steps = Math.ceil(targetPercent / stepPercent);
  return Array.from({ length: steps }, (_, index) => Math.min(targetPercent, (index + 1) * stepPercent));
}

/** What a canary has seen since its present step began. */
export interface StepReadings {
  /** When its traffic began to count: a while after the step was taken. */
  readonly startedAt: Instant;
  readonly now: Instant;
  /** Requests that the candidate served in this step. */
  readonly candidateUnits: number;
  readonly minUnits: number;
  /** What the candidate loses, in words; null while all holds. */
  readonly lost: string | null;
  /** What could not be compared with the control in this step, in words; null when all was, or there is no control. */
  readonly unknown: string | null;
  /** Why the traffic cannot be trusted (sample ratio, exposure), in words; null when it can. */
  readonly blockedBy: string | null;
}

/**
 * - `advance`: to the next step; `complete`: the last step was long enough, and all held.
 * - `roll-back`: the candidate gets nothing any more.
 * - `hold`: nothing changes, and somebody should look. `wait`: nothing changes yet.
 */
export interface RampMove {
  readonly move: 'advance' | 'complete' | 'roll-back' | 'hold' | 'wait';
  /** Share of the candidate afterwards, in percent. */
  readonly percent: number;
  readonly reason: string;
}

/**
 * What to do with a canary now. Growth needs time, traffic, and metrics that were compared and hold; a loss needs only
 * itself.
 */
export function planRampMove(ramp: Ramp, percent: number, readings: StepReadings): RampMove {
  const stay = (move: 'hold' | 'wait', reason: string): RampMove => ({ move, percent, reason });
  // Untrusted traffic says nothing, bad news included.
  if (readings.blockedBy !== null) return stay('hold', readings.blockedBy);
  if (readings.lost !== null) return { move: 'roll-back', percent: 0, reason: readings.lost };
  const hours = Math.max(0, (Date.parse(readings.now) - Date.parse(readings.startedAt)) / 3_600_000);
  if (hours < ramp.stepHours) {
    return stay('wait', `${percent} % for ${describeProgress(hours, ramp.stepHours)}`);
  }
  if (readings.candidateUnits < readings.minUnits) {
    const seen = `${readings.candidateUnits} of the ${readings.minUnits} requests that a step needs`;
    return stay('hold', `the candidate served ${seen} in ${describeHours(hours)} at ${percent} %`);
  }
  if (readings.unknown !== null) return stay('hold', readings.unknown);
  const served = `${readings.candidateUnits} requests in ${describeHours(hours)} at ${percent} %`;
  const next = ramp.percents.find((candidate) => candidate > percent);
  // With all of the traffic there is nobody to compare with.
  const held = percent === 100 ? `served ${served}, without a control` : `lost nothing in ${served}`;
  return next === undefined
    ? { move: 'complete', percent, reason: held }
    : { move: 'advance', percent: next, reason: held };
}

/** Rounded down, so that what is not over yet never seems to be; short steps in minutes. */
function describeProgress(hours: number, stepHours: number): string {
  return stepHours < 2
    ? `${Math.floor(hours * 60)} of ${round(stepHours * 60)} minutes`
    : `${Math.floor(hours * 10) / 10} of ${round(stepHours)} hours`;
}

function describeHours(hours: number): string {
  return round(hours) === 1 ? '1 hour' : `${round(hours)} hours`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
