import { GovError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { RegistryEvent } from './events.js';

/**
 * What an operation would do, as a value: printed by `--dry-run`, committed otherwise.
 * No events means that the registry already is as asked.
 */
export interface Plan {
  readonly action: string;
  readonly events: readonly RegistryEvent[];
}

/** What was confirmed is what is done: when the registry moved in between, the person is asked anew. */
export function assertSamePlan(confirmed: Plan, present: Plan): void {
  if (canonicalJson(confirmed.events) === canonicalJson(present.events)) return;
  throw new GovError('conflict', 'the registry changed since this was planned, and the plan with it', {
    hint: 'nothing was changed; run it again to see the new plan',
  });
}
