import { parseWaivable } from '../../config/gate-names.js';
import { type GatePolicy, policyFor } from '../../config/policy.js';
import { GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import type { Waiver } from '../../gates/gate.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { isGated } from '../registry/plan-promotion.js';

/** A gate that a version is to be let past. */
export interface WaiverRequest {
  /** A gate or one of its subjects: `minimum`, `minimum/accuracy`. */
  readonly gate: string;
  /** Until when it is to count for any version of the model; null: for this promotion alone. */
  readonly until: Instant | null;
}

export interface WaivedPromotion {
  readonly model: string;
  readonly to: Status;
  readonly reason: string | null;
  readonly waivers: readonly WaiverRequest[];
}

/**
 * The waivers that somebody asks for, as the gates know them.
 * @throws GovError usage for a gate that does not exist or is never waived, or without a reason; denied for one that the policy
 * does not let be waived.
 */
export async function requestWaivers(
  governance: Governance,
  { model, to, reason, waivers }: WaivedPromotion,
): Promise<Waiver[]> {
  if (waivers.length === 0) return [];
  for (const { gate } of waivers) parseWaivable(gate, '--waive', 'usage');
  if (!isGated(to)) {
    throw new GovError('usage', `--waive: there are no gates on the way to ${to}`, { hint: 'leave it out' });
  }
  if (reason === null || reason.trim() === '') {
    throw new GovError('usage', '--waive: nobody is let past a gate without a reason', {
      hint: 'give --reason: it is recorded with the waiver',
    });
  }
  const policy = policyFor(governance.config, model, to);
  for (const { gate } of waivers) requireWaivable(policy, model, gate);
  const by = await governance.actor();
  return waivers.map(({ gate, until }) => ({ gate, by, reason, until }));
}

function requireWaivable({ to, waivable }: GatePolicy, model: string, gate: string): void {
  const [whole = ''] = gate.split('/', 1);
  if (waivable.includes(gate) || waivable.includes(whole)) return;
  const setting = `gates.${to}.waivable`;
  throw new GovError(
    'denied',
    `--waive: the policy of ${model} on the way to ${to} lets nobody waive ${gate}`,
    {
      hint: waivable.length === 0 ? `${setting} is empty` : `${setting} allows ${waivable.join(', ')}`,
    },
  );
}
