import type { Instant } from '../../core/time.js';
import { type GateWaiver, stateOfWaiver, type WaiverState } from '../../registry/gate-record.js';
import type { Model, Version } from '../../registry/state.js';

export type ListedWaiver = GateWaiver & { readonly state: WaiverState };

/** Every waiver of a model, the oldest first. */
export function listWaivers({ waivers }: Model, now: Instant): ListedWaiver[] {
  return (waivers ?? []).map((waiver) => ({ ...waiver, state: stateOfWaiver(waiver, now) }));
}

/** Those that count for any version of a model now. */
export function listStandingWaivers(model: Model, now: Instant): ListedWaiver[] {
  return listWaivers(model, now).filter(({ state }) => state === 'standing');
}

/** Those that were given for a version, and those that count for it because they count for any. */
export function listWaiversOf(model: Model, { version }: Version, now: Instant): ListedWaiver[] {
  return listWaivers(model, now).filter(
    (waiver) => waiver.version === version || waiver.state === 'standing',
  );
}
