import { GovError } from '../core/errors.js';
import type { Arm, HashName } from '../registry/experiment-events.js';
import { bucketByFnv } from './fnv.js';

/**
 * Who gets what: all that a service needs to route units as this program does. `hash` is one of
 * - `sha256`: the first 53 bits of SHA-256 over `salt:unitId` in UTF-8, by 2^53;
 * - `growthbook-v2`: FNV-1a twice over UTF-16 units, in steps of 1 / 10,000.
 */
export interface RoutingPlan {
  readonly hash: HashName;
  readonly salt: string;
  readonly ranges: readonly ArmRange[];
}

/** Buckets from `from` (included) up to `to` (excluded) go to `version`; all ranges together are 0..1. */
export interface ArmRange {
  readonly version: string;
  readonly from: number;
  readonly to: number;
}

/** Hexadecimal SHA-256 of a text in UTF-8. */
export type Sha256Hex = (text: string) => string;

/** Weights are decimals: 0.1 + 0.2 + 0.7 is not quite 1 in binary. */
const WEIGHT_TOLERANCE = 1e-9;

/** @throws GovError usage when the arms make no test, or their weights do not sum to 1. */
export function assertSoundArms(arms: readonly Arm[]): void {
  const versions = arms.map(({ version }) => version);
  if (arms.length < 2) {
    throw new GovError('usage', 'a test needs two arms', {
      hint: 'give --a and --b, or --arm twice or more',
    });
  }
  const twice = versions.find((version, index) => versions.indexOf(version) !== index);
  if (twice !== undefined) throw new GovError('usage', `version ${twice} is in two arms`);
  const wrong = arms.find(({ weight }) => !(weight >= 0 && weight <= 1));
  if (wrong !== undefined) {
    throw new GovError('usage', `arm ${wrong.version}: expected a weight from 0 to 1, got ${wrong.weight}`);
  }
  const sum = arms.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) > WEIGHT_TOLERANCE) {
    throw new GovError('usage', `the weights of the arms sum to ${Number(sum.toPrecision(12))}, not 1`, {
      hint: 'no unit may be left without a version',
    });
  }
}

/**
 * Lays the arms out so that growing `coverage` only ever moves units from the control to another arm: each of the
 * others starts where it will start at full size, and what it does not cover yet is the control's.
 * @param coverage share of their full size that the arms behind the control have, 0..1
 */
export function planRouting(
  arms: readonly Arm[],
  { hash, salt, coverage }: { readonly hash: HashName; readonly salt: string; readonly coverage: number },
): RoutingPlan {
  const [control, ...others] = arms;
  if (control === undefined) return { hash, salt, ranges: [] };
  const ranges: ArmRange[] = [];
  let start = 0;
  for (const { version, weight } of others) {
    const end = start + weight;
    ranges.push({ version, from: start, to: start + weight * coverage });
    ranges.push({ version: control.version, from: start + weight * coverage, to: end });
    start = end;
  }
  ranges.push({ version: control.version, from: start, to: 1 });
  return { hash, salt, ranges: joinNeighbours(ranges) };
}

function joinNeighbours(ranges: readonly ArmRange[]): ArmRange[] {
  const joined: ArmRange[] = [];
  for (const range of ranges) {
    // What is left over of 1 by rounding is nobody's share.
    if (range.to - range.from <= WEIGHT_TOLERANCE) continue;
    const last = joined.at(-1);
    if (last?.version === range.version) joined[joined.length - 1] = { ...last, to: range.to };
    else joined.push({ ...range, from: last?.to ?? 0 });
  }
  const last = joined.at(-1);
  // Sums of decimals end a hair off 1, and the last unit must belong to somebody.
  if (last !== undefined) joined[joined.length - 1] = { ...last, to: 1 };
  return joined;
}

/** Shares of the units that each version gets under a plan. */
export function sharesOf({ ranges }: RoutingPlan): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { version, from, to } of ranges) shares.set(version, (shares.get(version) ?? 0) + to - from);
  return shares;
}

/**
 * The bucket of a unit, 0 (included) to 1 (excluded): the same for the same salt, whatever the plan.
 * @throws GovError input for a hash that a plan from elsewhere may name, and this program does not know.
 */
export function bucketOf(
  { hash, salt }: Pick<RoutingPlan, 'hash' | 'salt'>,
  unitId: string,
  sha256: Sha256Hex,
): number {
  if (hash === 'growthbook-v2') return bucketByFnv(salt, unitId);
  if (hash !== 'sha256') throw new GovError('input', `the routing plan names an unknown hash: ${hash}`);
  const digest = sha256(`${salt}:${unitId}`);
  // 56 bits of hexadecimal text, of which a double holds the first 53 exactly.
  const high = Number.parseInt(digest.slice(0, 7), 16);
  const low = Number.parseInt(digest.slice(7, 14), 16);
  return (high * 2 ** 25 + Math.floor(low / 8)) / 2 ** 53;
}

/** The version a unit gets. The same unit always gets the same one while the plan stays. */
export function routeUnit(plan: RoutingPlan, unitId: string, sha256: Sha256Hex): string {
  const bucket = bucketOf(plan, unitId, sha256);
  const range = plan.ranges.find(({ to }) => bucket < to) ?? plan.ranges.at(-1);
  if (range === undefined) throw new GovError('usage', 'the routing plan has no arms');
  return range.version;
}
