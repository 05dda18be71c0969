import type { RegistryEvent } from './events.js';

/**
 * What an operation would do, as a value: printed by `--dry-run`, committed otherwise.
 * No events means that the registry already is as asked.
 */
export interface Plan {
  readonly action: string;
  readonly events: readonly RegistryEvent[];
}
