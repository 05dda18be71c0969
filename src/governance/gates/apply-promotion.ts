import { GovError } from '../../core/errors.js';
import { canonicalJson } from '../../core/json.js';
import type { Governance } from '../context.js';
import type { PromotionReport } from '../registry/plan-promotion.js';
import {
  commitPromotion,
  type JudgedPromotion,
  judgePromotion,
  type PromoteRequest,
} from '../registry/promote-version.js';
import { loadRegistry } from '../registry/registry-store.js';
import { describePlan, type PromotionPlan, requireUnmoved } from './promotion-plan.js';

export interface PlannedPromotion {
  readonly report: PromotionReport;
  /** Null when the gates refuse: then there is nothing to apply. */
  readonly plan: PromotionPlan | null;
}

/** Judges a promotion and changes nothing, not even a version whose files are damaged. */
export async function preparePromotion(
  governance: Governance,
  request: Omit<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<PlannedPromotion> {
  const judged = await judgePromotion(governance, request);
  const confirm = () => Promise.resolve(false);
  const report = await commitPromotion(governance, judged, { ...request, dryRun: true, confirm }, () => {});
  return { report, plan: report.allowed ? await describePlan(governance, judged, request) : null };
}

/**
 * Makes a promotion as it was planned. The files are verified and the gates asked again: time has passed. What is committed
 * is what was planned, or nothing.
 * @throws GovError conflict when the registry or the policy is not as it was, or the promotion would no longer be the planned one;
 * input for a plan of another registry.
 */
export async function applyPromotion(
  governance: Governance,
  plan: PromotionPlan,
  request: Pick<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<PromotionReport> {
  requireUnmoved(governance, plan, (await loadRegistry(governance)).state);
  const { model, version, to, failOn, waivers, reason } = plan;
  const judged = await judgePromotion(governance, {
    address: { model, selector: { kind: 'version', version } },
    to,
    reason,
    failOn,
    waivers,
  });
  requireUnmoved(governance, plan, judged.loaded.state);
  if (judged.report.allowed) requirePlanned(plan, judged);
  const planned = `planned by ${plan.plannedBy}, ${plan.plannedAt}`;
  return commitPromotion(
    governance,
    judged,
    { ...request, reason: reason === null ? planned : `${reason} (${planned})` },
    (state) => requireUnmoved(governance, plan, state),
  );
}

function requirePlanned({ events }: PromotionPlan, { report }: JudgedPromotion): void {
  if (canonicalJson(events) === canonicalJson(report.plan.events)) return;
  throw new GovError(
    'conflict',
    'the promotion would no longer do what was planned: what the gates say has changed',
    {
      hint: 'nothing was changed; plan it anew',
    },
  );
}
