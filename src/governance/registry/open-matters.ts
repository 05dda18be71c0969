import { unresolvedAlerts } from '../../alerts/plan-act.js';
import type { Alert } from '../../registry/alert.js';
import { type ModelAutomation, NO_AUTOMATION } from '../../registry/automation.js';
import type { Model } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { type ApprovalStatus, waitingForApproval } from '../gates/approval-status.js';
import { type ListedWaiver, listStandingWaivers } from '../gates/list-waivers.js';

/** What of a model asks for somebody, or should not be forgotten. */
export interface OpenMatters {
  /** Open and acknowledged ones. */
  readonly alerts: readonly Alert[];
  /** Versions that wait for approval. */
  readonly approvals: readonly ApprovalStatus[];
  /** Those that count for any version now. */
  readonly waivers: readonly ListedWaiver[];
  /** What was done with nobody asked. */
  readonly automation: ModelAutomation;
}

export function findOpenMatters(
  { config, now }: Pick<Governance, 'config' | 'now'>,
  model: Model,
): OpenMatters {
  return {
    alerts: unresolvedAlerts(model),
    approvals: waitingForApproval(config, model),
    waivers: listStandingWaivers(model, now()),
    automation: model.automation ?? NO_AUTOMATION,
  };
}
