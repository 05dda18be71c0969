import { requireWhole, requireWithin } from './inputs.js';
import { normalCriticalValue, normalSf } from './normal-distribution.js';

/**
 * Units an arm needs for the two-sided pooled z test to find a change from one share to another with this power
 * (Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, chapter 4, without continuity correction).
 * @throws RangeError on shares outside 0..1 or equal ones, alpha outside 1e-300..1, or power outside 0.01..0.999999.
 */
export function sampleSizePerArm(from: number, to: number, alpha: number, power: number): number {
  requireWithin('from', from, 0, 1);
  requireWithin('to', to, 0, 1);
  requireWithin('power', power, 0.01, 0.999999);
  if (from === to) throw new RangeError(`to: expected another share than ${from}`);
  const pooled = (from + to) / 2;
  const underNull = normalCriticalValue(alpha / 2) * Math.sqrt(2 * pooled * (1 - pooled));
  const underChange = normalCriticalValue(1 - power) * Math.sqrt(from * (1 - from) + to * (1 - to));
  return Math.ceil(((underNull + underChange) / (to - from)) ** 2);
}

/**
 * The power that `sampleSizePerArm` asks for, the other way round: the chance that the two-sided pooled z test finds
 * the change with so many units an arm, by the same source. That it finds one in the wrong direction is left out.
 * @throws RangeError likewise, and on n below 1.
 */
export function twoProportionPower(from: number, to: number, alpha: number, n: number): number {
  requireWithin('from', from, 0, 1);
  requireWithin('to', to, 0, 1);
  requireWhole('n', n, 1);
  if (from === to) throw new RangeError(`to: expected another share than ${from}`);
  const pooled = (from + to) / 2;
  const underNull = normalCriticalValue(alpha / 2) * Math.sqrt(2 * pooled * (1 - pooled));
  const distance = Math.abs(to - from) * Math.sqrt(n);
  return normalSf((underNull - distance) / Math.sqrt(from * (1 - from) + to * (1 - to)));
}
