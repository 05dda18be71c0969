import type { Verdict } from '../../core/verdict.js';
import { evaluateGates } from '../../gates/evaluate-gates.js';
import { type GateResult, type MetricPolicy, verdictOfGates } from '../../gates/gate.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import { assertSamePlan, type Plan } from '../../registry/plan.js';
import { planPromote } from '../../registry/plan-promote.js';
import { type Model, productionVersion, type RegistryState, type Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
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
  const first = planPromotion(governance, loaded.state, { address, to: request.to });
  if (first.plan.events.length === 0) return first;
  if (needsIntactArtifact(request.to))
    await requireIntactArtifact(governance, model, version, request.dryRun);
  if (request.dryRun || !(await request.confirm(first))) return first;

  const { plan, entry } = await commitPlan(
    governance,
    { reason: request.reason, dryRun: false, loaded },
    (state) => {
      const now = planPromotion(governance, state, { address, to: request.to });
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

/**
 * What a promotion would do by the lifecycle and the gates; the version's files are not looked at.
 * @throws GovError denied when the lifecycle has no such step.
 */
export function planPromotion(
  governance: Pick<Governance, 'config'>,
  state: RegistryState,
  request: Pick<PromoteRequest, 'address' | 'to'>,
): PromotionReport {
  const { model, version } = resolveAddress(state, request.address);
  const plan = planPromote(model, version, request.to);
  const gates =
    plan.events.length === 0
      ? []
      : evaluateGates(policyFor(governance, request.to), subjectOf(model, version));
  const verdict = verdictOfGates(gates);
  return {
    model: model.name,
    version: version.version,
    from: version.status,
    to: request.to,
    gates,
    verdict,
    plan: verdict === 'pass' ? plan : { action: plan.action, events: [] },
    changed: false,
    generation: null,
  };
}

function subjectOf(model: Model, version: Version) {
  const incumbent = productionVersion(model);
  return {
    candidate: version.metrics,
    incumbent: incumbent === undefined ? null : { version: incumbent.version, metrics: incumbent.metrics },
  };
}

const NO_LIMITS = { minimum: {}, maximum: {}, maxRegression: {} };

function policyFor({ config }: Pick<Governance, 'config'>, to: Status): MetricPolicy {
  const lowerIsBetter = config['gates.lowerIsBetter'];
  if (to !== 'staging' && to !== 'production') return { ...NO_LIMITS, lowerIsBetter };
  return {
    minimum: config[`gates.${to}.minimum`],
    maximum: config[`gates.${to}.maximum`],
    maxRegression: config[`gates.${to}.maxRegression`],
    lowerIsBetter,
  };
}
