import { GovError } from '../../core/errors.js';
import { EMPTY_STATE } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { commitPlan, loadRegistry } from './registry-store.js';

export interface InitReport {
  readonly registry: string;
  readonly id: string;
  /** False when the registry was there before. */
  readonly changed: boolean;
}

/**
 * Creates the registry's first entry, unless it has one.
 * @param newId a random name for the registry
 */
export async function initRegistry(
  governance: Governance,
  newId: string,
  dryRun: boolean,
): Promise<InitReport> {
  const existing = await findRegistryId(governance);
  if (existing !== undefined) return { registry: governance.place, id: existing, changed: false };
  const { state, entry } = await commitPlan(
    governance,
    { reason: null, dryRun, loaded: { state: EMPTY_STATE, snapshot: 'missing' } },
    (current) => ({
      action: 'init',
      events: current.id === null ? [{ type: 'registry-created', id: newId }] : [],
    }),
  );
  return { registry: governance.place, id: state.id ?? newId, changed: entry !== null || dryRun };
}

async function findRegistryId(governance: Governance): Promise<string | undefined> {
  try {
    const { state } = await loadRegistry(governance);
    return state.id ?? undefined;
  } catch (error) {
    // Only "there is none" means that one may be made; a damaged one must surface.
    if (error instanceof GovError && error.kind === 'input') return undefined;
    throw error;
  }
}
