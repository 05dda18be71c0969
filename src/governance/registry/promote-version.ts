import { isDamaged } from '../../gates/verdict.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import { assertSamePlan } from '../../registry/plan.js';
import { planPromote } from '../../registry/plan-promote.js';
import type { Model, RegistryState, Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { requestWaivers, type WaiverRequest } from '../gates/request-waivers.js';
import { markDamaged, requireIntactArtifact } from './artifact-integrity.js';
import {
  evidenceFor,
  isGated,
  type PromotionReport,
  type PromotionStep,
  planPromotion,
} from './plan-promotion.js';
import { commitPlan, type LoadedRegistry, loadRegistry } from './registry-store.js';

export interface PromoteRequest {
  readonly address: Address;
  readonly to: Status;
  readonly reason: string | null;
  /** Gates to let the version past, for the reason above; default: none. */
  readonly waivers?: readonly WaiverRequest[];
  /** `warn`: a warning is a refusal, too. Default: fail. */
  readonly failOn?: 'fail' | 'warn';
  readonly dryRun: boolean;
  /** Asked with what would happen, after everything else has passed. False changes nothing. */
  readonly confirm: (report: PromotionReport) => Promise<boolean>;
}

/**
 * Moves a version along the lifecycle, through integrity and gates. A refusal is a report, not an exception. A version whose
 * files are not the registered ones is marked failed, so that nobody tries the same bytes again.
 * @throws GovError denied when the lifecycle has no such step or a gate may not be waived.
 */
export async function promoteVersion(
  governance: Governance,
  request: PromoteRequest,
): Promise<PromotionReport> {
  const judged = await judgePromotion(governance, request);
  return commitPromotion(governance, judged, request, () => {});
}

/** A promotion with what the gates say of it, on the registry as it was read. */
export interface JudgedPromotion {
  readonly loaded: LoadedRegistry;
  readonly model: Model;
  readonly version: Version;
  readonly step: PromotionStep;
  readonly report: PromotionReport;
}

/** Nothing is changed yet. */
export async function judgePromotion(
  governance: Governance,
  request: Omit<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<JudgedPromotion> {
  const { to, reason, failOn = 'fail', waivers = [] } = request;
  const loaded = await loadRegistry(governance);
  const { model, version } = resolveAddress(loaded.state, request.address);
  const address: Address = { model: model.name, selector: { kind: 'version', version: version.version } };
  const requested = await requestWaivers(governance, { model: model.name, to, reason, waivers });
  // Large files are read only for a step that there is.
  const isStep = planPromote(model, version, to).events.length > 0;
  const evidence = isStep ? await evidenceFor(governance, model, version, to) : null;
  const step: PromotionStep = { address, to, evidence, waivers: requested, failOn };
  return { loaded, model, version, step, report: planPromotion(governance, loaded.state, step) };
}

/** @param check throws for a state on which the promotion must not be made */
export async function commitPromotion(
  governance: Governance,
  { loaded, model, version, step, report }: JudgedPromotion,
  { reason, dryRun, confirm }: Pick<PromoteRequest, 'reason' | 'dryRun' | 'confirm'>,
  check: (state: RegistryState) => void,
): Promise<PromotionReport> {
  if (isDamaged(report.gates)) return refuseDamaged(governance, report, model, version, dryRun);
  if (report.plan.events.length === 0) return report;
  if (!isGated(step.to) && needsIntactArtifact(step.to)) {
    await requireIntactArtifact(governance, model, version, dryRun);
  }
  if (dryRun || !(await confirm(report))) return report;
  const { plan, entry } = await commitPlan(governance, { reason, dryRun: false, loaded }, (state) => {
    check(state);
    const now = planPromotion(governance, state, step);
    assertSamePlan(report.plan, now.plan);
    return now.plan;
  });
  return { ...report, plan, changed: true, generation: entry?.generation ?? null };
}

/** A version that is given up need not be intact. */
function needsIntactArtifact(to: Status): boolean {
  return to !== 'failed' && to !== 'deprecated';
}

/** The report of a promotion that damaged files have refused, with the mark on the version. */
export async function refuseDamaged(
  governance: Governance,
  report: PromotionReport,
  model: Model,
  version: Version,
  dryRun: boolean,
): Promise<PromotionReport> {
  const what = report.gates.find(({ gate }) => gate === 'integrity')?.message ?? '';
  const { plan, entry } = await markDamaged(governance, model, version, what, dryRun);
  return { ...report, plan, changed: entry !== null, generation: entry?.generation ?? null };
}
