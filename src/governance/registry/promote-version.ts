import { GATED_STATUSES, type GatedStatus } from '../../config/gate-keys.js';
import { policyFor } from '../../config/policy.js';
import type { Verdict } from '../../core/verdict.js';
import { evaluateGates } from '../../gates/evaluate-gates.js';
import type { GateResult } from '../../gates/gate.js';
import type { Evidence } from '../../gates/subject.js';
import { verdictOfGates } from '../../gates/verdict.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import { assertSamePlan, type Plan } from '../../registry/plan.js';
import { planPromote } from '../../registry/plan-promote.js';
import type { Model, RegistryState, Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { collectEvidence } from '../gates/collect-evidence.js';
import { describeSubject, standingWaivers } from '../gates/gate-subject.js';
import { requireIntactArtifact } from './artifact-integrity.js';
import { commitPlan, loadRegistry } from './registry-store.js';

export interface PromoteRequest {
  readonly address: Address;
  readonly to: Status;
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** Asked with what would happen, after everything else has passed. False changes nothing. */
  readonly confirm: (report: PromotionReport) => Promise<boolean>;
}

export interface PromotionReport {
  readonly model: string;
  readonly version: string;
  readonly from: Status;
  readonly to: Status;
  readonly gates: readonly GateResult[];
  readonly verdict: Verdict;
  /** What is done, or would be: empty when gates refuse or nothing is to do. */
  readonly plan: Plan;
  readonly changed: boolean;
  /** The commit, null when nothing was committed. */
  readonly generation: number | null;
}

/** Moves a version along the lifecycle, through integrity and gates. A refusal is a report, not an exception. */
export async function promoteVersion(
  governance: Governance,
  request: PromoteRequest,
): Promise<PromotionReport> {
  const loaded = await loadRegistry(governance);
  const { model, version } = resolveAddress(loaded.state, request.address);
  const address: Address = { model: model.name, selector: { kind: 'version', version: version.version } };
  const evidence = await evidenceFor(governance, model, version, request.to);
  const first = planPromotion(governance, loaded.state, { address, to: request.to, evidence });
  if (first.plan.events.length === 0) return first;
  if (needsIntactArtifact(request.to))
    await requireIntactArtifact(governance, model, version, request.dryRun);
  if (request.dryRun || !(await request.confirm(first))) return first;

  const { plan, entry } = await commitPlan(
    governance,
    { reason: request.reason, dryRun: false, loaded },
    (state) => {
      const now = planPromotion(governance, state, { address, to: request.to, evidence });
      assertSamePlan(first.plan, now.plan);
      return now.plan;
    },
  );
  return { ...first, plan, changed: true, generation: entry?.generation ?? null };
}

/** A version that is given up need not be intact. */
function needsIntactArtifact(to: Status): boolean {
  return to !== 'failed' && to !== 'deprecated';
}

/** What the gates on the way to a status need from outside the registry's log. */
export async function evidenceFor(
  governance: Governance,
  model: Model,
  version: Version,
  to: Status,
): Promise<Evidence | null> {
  if (!isGated(to)) return null;
  return collectEvidence(governance, model, version, policyFor(governance.config, model.name, to));
}

export interface PromotionStep extends Pick<PromoteRequest, 'address' | 'to'> {
  /** Null on the way to a status that has no gates. */
  readonly evidence: Evidence | null;
}

/**
 * What a promotion would do by the lifecycle and the gates; the version's files are not looked at.
 * @throws GovError denied when the lifecycle has no such step.
 */
export function planPromotion(
  governance: Pick<Governance, 'config' | 'now'>,
  state: RegistryState,
  { address, to, evidence }: PromotionStep,
): PromotionReport {
  const { model, version } = resolveAddress(state, address);
  const plan = planPromote(model, version, to);
  const isAsked = plan.events.length > 0 && evidence !== null && isGated(to);
  const gates = isAsked ? judge(governance, model, version, to, evidence) : [];
  const verdict = verdictOfGates(gates);
  const events = isAllowed({ verdict }) ? plan.events : [];
  return {
    model: model.name,
    version: version.version,
    from: version.status,
    to,
    gates,
    verdict,
    plan: { action: plan.action, events },
    changed: false,
    generation: null,
  };
}

/** Whether the gates let a version through. */
export function isAllowed({ verdict }: Pick<PromotionReport, 'verdict'>): boolean {
  return verdict === 'pass' || verdict === 'warn';
}

function judge(
  { config, now }: Pick<Governance, 'config' | 'now'>,
  model: Model,
  version: Version,
  to: GatedStatus,
  evidence: Evidence,
): GateResult[] {
  const subject = describeSubject(model, version, to, evidence, now());
  return evaluateGates(policyFor(config, model.name, to), subject, standingWaivers(model, to));
}

function isGated(to: Status): to is GatedStatus {
  return (GATED_STATUSES as readonly Status[]).includes(to);
}
