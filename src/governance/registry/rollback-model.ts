import { GovError } from '../../core/errors.js';
import { requireModel } from '../../registry/address.js';
import { assertSamePlan, type Plan } from '../../registry/plan.js';
import { planRollback, selectRollbackTarget } from '../../registry/plan-rollback.js';
import { productionVersion, type RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { requireIntactArtifact } from './artifact-integrity.js';
import { commitPlan, loadRegistry } from './registry-store.js';

export interface RollbackRequest {
  readonly model: string;
  /** A version that once was in production; null for the one before the present. */
  readonly to: string | null;
  /** What must be in production now, so that a repeated request does not go back twice; null for whatever is. */
  readonly from: string | null;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly confirm: (report: RollbackReport) => Promise<boolean>;
}

export interface RollbackReport {
  readonly model: string;
  /** In production before; null when nothing was. */
  readonly from: string | null;
  readonly to: string;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/** Puts an earlier production version back, once its files have been verified. */
export async function rollbackModel(
  governance: Governance,
  request: RollbackRequest,
): Promise<RollbackReport> {
  const loaded = await loadRegistry(governance);
  const first = plan(loaded.state, request);
  if (first.plan.events.length === 0) return first;
  const model = requireModel(loaded.state, request.model);
  await requireIntactArtifact(governance, model, selectRollbackTarget(model, request.to), request.dryRun);
  if (request.dryRun || !(await request.confirm(first))) return first;

  const committed = await commitPlan(
    governance,
    { reason: request.reason, dryRun: false, loaded },
    (state) => {
      const now = plan(state, request).plan;
      assertSamePlan(first.plan, now);
      return now;
    },
  );
  return { ...first, changed: true, generation: committed.entry?.generation ?? null };
}

function plan(state: RegistryState, request: RollbackRequest): RollbackReport {
  const model = requireModel(state, request.model);
  const present = productionVersion(model)?.version ?? null;
  if (request.from !== null && request.from !== present) {
    throw new GovError(
      'denied',
      `${model.name}: ${present ?? 'nothing'} is in production, not ${request.from}`,
      {
        hint: `somebody was first: see dharma-gov history ${model.name}`,
      },
    );
  }
  const target = selectRollbackTarget(model, request.to);
  return {
    model: model.name,
    from: present,
    to: target.version,
    plan: planRollback(model, target),
    changed: false,
    generation: null,
  };
}
