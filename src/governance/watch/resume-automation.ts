import { requireModel } from '../../registry/address.js';
import type { Plan } from '../../registry/plan.js';
import { planResumption } from '../../registry/plan-automation.js';
import type { Governance } from '../context.js';
import { commitPlan } from '../registry/registry-store.js';

export interface ResumeRequest {
  readonly model: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface ResumeReport {
  readonly model: string;
  readonly plan: Plan;
  readonly changed: boolean;
  /** The commit, null when nothing was committed. */
  readonly generation: number | null;
}

/**
 * Lets automatic rollbacks of a model happen again after one; nothing changes when they may anyway.
 * @throws GovError input for an unknown model.
 */
export async function resumeAutomation(
  governance: Governance,
  { model, reason, dryRun }: ResumeRequest,
): Promise<ResumeReport> {
  const { plan, entry } = await commitPlan(governance, { reason, dryRun }, (state) =>
    planResumption(requireModel(state, model)),
  );
  return { model, plan, changed: entry !== null, generation: entry?.generation ?? null };
}
