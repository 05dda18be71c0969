import { GATED_STATUSES, type GatedStatus } from '../../config/gate-keys.js';
import { policyFor } from '../../config/policy.js';
import type { Verdict } from '../../core/verdict.js';
import { evaluateGates } from '../../gates/evaluate-gates.js';
import type { GateResult, Waiver } from '../../gates/gate.js';
import type { AbTestOutcome, Evidence } from '../../gates/subject.js';
import { UNKNOWN_EVIDENCE } from '../../gates/unknown-subject.js';
import { verdictOfGates } from '../../gates/verdict.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Plan } from '../../registry/plan.js';
import { planPromote } from '../../registry/plan-promote.js';
import type { Model, RegistryState, Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { collectEvidence } from '../gates/collect-evidence.js';
import { describeSubject, standingWaivers } from '../gates/gate-subject.js';

export interface PromotionReport {
  readonly model: string;
  readonly version: string;
  readonly from: Status;
  readonly to: Status;
  readonly gates: readonly GateResult[];
  readonly verdict: Verdict;
  /** Whether the gates let it through: a warning does, unless it was asked to be a refusal. */
  readonly allowed: boolean;
  /** Gates that were to be waived and did not need it. */
  readonly unusedWaivers: readonly string[];
  /** What is done, or would be: empty when gates refuse or nothing is to do; the mark on a version with damaged files. */
  readonly plan: Plan;
  readonly changed: boolean;
  /** The commit, null when nothing was committed. */
  readonly generation: number | null;
}

export interface PromotionStep {
  readonly address: Address;
  readonly to: Status;
  /** Null on the way to a status that has no gates. */
  readonly evidence: Evidence | null;
  /** For this promotion, beside those on record. */
  readonly waivers?: readonly Waiver[];
  /** Default: fail. */
  readonly failOn?: 'fail' | 'warn';
  /** A test that ends with the promotion: it counts as the last one. */
  readonly ending?: AbTestOutcome;
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

/**
 * What a promotion would do by the lifecycle and the gates.
 * @throws GovError denied when the lifecycle has no such step.
 */
export function planPromotion(
  governance: Pick<Governance, 'config' | 'now'>,
  state: RegistryState,
  step: PromotionStep,
): PromotionReport {
  const { address, to, waivers = [], failOn = 'fail' } = step;
  const { model, version } = resolveAddress(state, address);
  const plan = planPromote(model, version, to);
  const gates = plan.events.length > 0 && isGated(to) ? judge(governance, model, version, to, step) : [];
  const verdict = verdictOfGates(gates);
  const allowed = verdict === 'pass' || (verdict === 'warn' && failOn === 'fail');
  const waived = gates.filter(({ waiver }) => waiver !== null && waivers.includes(waiver));
  const events = allowed
    ? [...waived.map((gate) => recordWaiver(model, version, to, gate)), ...plan.events]
    : [];
  return {
    model: model.name,
    version: version.version,
    from: version.status,
    to,
    gates,
    verdict,
    allowed,
    unusedWaivers: waivers
      .filter((waiver) => !waived.some((gate) => gate.waiver === waiver))
      .map(({ gate }) => gate),
    plan: { action: plan.action, events },
    changed: false,
    generation: null,
  };
}

function judge(
  { config, now }: Pick<Governance, 'config' | 'now'>,
  model: Model,
  version: Version,
  to: GatedStatus,
  { evidence, waivers = [], ending }: PromotionStep,
): GateResult[] {
  const subject = describeSubject(model, version, to, evidence ?? UNKNOWN_EVIDENCE, now());
  const abTest = ending === undefined ? subject.abTest : { value: ending, source: `test ${ending.test}` };
  // What is asked for now comes first: only then it is known who let the version past.
  const all = [...waivers, ...standingWaivers(model, to)];
  return evaluateGates(policyFor(config, model.name, to), { ...subject, abTest }, all);
}

function recordWaiver(
  model: Model,
  version: Version,
  to: Status,
  { name, waiver }: GateResult,
): RegistryEvent {
  return {
    type: 'gate-waived',
    model: model.name,
    version: version.version,
    to: to === 'staging' ? 'staging' : 'production',
    gate: name,
    until: waiver?.until ?? null,
  };
}

export function isGated(to: Status): to is GatedStatus {
  return (GATED_STATUSES as readonly Status[]).includes(to);
}
