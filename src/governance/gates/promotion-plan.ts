import * as v from 'valibot';
import { policyFor } from '../../config/policy.js';
import { GovError } from '../../core/errors.js';
import { canonicalJson } from '../../core/json.js';
import type { GateResult } from '../../gates/gate.js';
import { registryEventSchema } from '../../registry/events.js';
import type { RegistryState } from '../../registry/state.js';
import { STATUSES, type Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { isGated } from '../registry/plan-promotion.js';
import type { JudgedPromotion, PromoteRequest } from '../registry/promote-version.js';

/** Name and version of the shape. */
export const PLAN_SCHEMA = 'dharma-gov/promotion-plan@1';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const instant = v.pipe(v.string(), v.isoTimestamp());
const status = v.picklist(STATUSES);

const planSchema = v.strictObject({
  schema: v.literal(PLAN_SCHEMA),
  /** The registry as it was: by any change the plan is void. */
  registry: v.strictObject({ id: v.nullable(v.string()), generation: v.number(), hash: sha256 }),
  model: v.string(),
  version: v.string(),
  from: status,
  to: status,
  /** Of the registered files, with which those on the disk were compared. */
  artifactSha256: sha256,
  /** Of the policy, as canonical JSON; null on the way to a status that has no gates. */
  policySha256: v.nullable(sha256),
  failOn: v.picklist(['fail', 'warn']),
  waivers: v.array(v.strictObject({ gate: v.string(), until: v.nullable(instant) })),
  reason: v.nullable(v.string()),
  /** What the gates said, with observed values and limits. They are asked again. */
  gates: v.array(v.custom<GateResult>((gate) => typeof gate === 'object' && gate !== null)),
  action: v.string(),
  events: v.array(registryEventSchema),
  plannedBy: v.string(),
  plannedAt: instant,
});

/** A promotion that was judged and not made: what it was judged on, and what it would commit. */
export type PromotionPlan = v.InferOutput<typeof planSchema>;

/** A parsed JSON value -> a plan, or what keeps it from being one. */
export function parsePromotionPlan(json: unknown): PromotionPlan | { readonly problem: string } {
  const parsed = v.safeParse(planSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return { problem: `${v.getDotPath(issue) ?? 'plan'}: ${issue.message}` };
}

/** The plan of a promotion that the gates allow. */
export async function describePlan(
  governance: Governance,
  { loaded, version, report }: JudgedPromotion,
  { reason, failOn = 'fail', waivers = [] }: Omit<PromoteRequest, 'dryRun' | 'confirm'>,
): Promise<PromotionPlan> {
  const { id, head } = loaded.state;
  return {
    schema: PLAN_SCHEMA,
    registry: { id, generation: head.generation, hash: head.hash },
    model: report.model,
    version: report.version,
    from: report.from,
    to: report.to,
    artifactSha256: version.artifact.sha256,
    policySha256: hashPolicy(governance, report.model, report.to),
    failOn,
    waivers: waivers.map(({ gate, until }) => ({ gate, until })),
    reason,
    gates: [...report.gates],
    action: report.plan.action,
    events: [...report.plan.events],
    plannedBy: await governance.actor(),
    plannedAt: governance.now(),
  };
}

function hashPolicy({ config, sha256 }: Governance, model: string, to: Status): string | null {
  return isGated(to) ? sha256(canonicalJson(policyFor(config, model, to))) : null;
}

/**
 * Passes where nothing is other than it was when the plan was made.
 * @throws GovError input for a plan of another registry, conflict when the registry or the policy has changed since.
 */
export function requireUnmoved(
  governance: Governance,
  plan: PromotionPlan,
  { id, head }: RegistryState,
): void {
  const { registry, model, version, to, plannedAt } = plan;
  if (registry.id !== id) {
    throw new GovError(
      'input',
      `the plan is of another registry (${registry.id}) than ${governance.place} (${id})`,
      {
        hint: 'name the registry it was made for: --registry',
      },
    );
  }
  const hint = `nothing was changed; plan it anew: dharma-gov promote ${model}@${version} --to ${to} --plan-out <file>`;
  if (registry.hash !== head.hash) {
    const moved = `from generation ${registry.generation} to ${head.generation}`;
    throw new GovError('conflict', `the registry moved ${moved} since this was planned, ${plannedAt}`, {
      hint,
    });
  }
  if (plan.policySha256 !== hashPolicy(governance, model, to)) {
    throw new GovError(
      'conflict',
      `the policy of ${model} on the way to ${to} changed since this was planned`,
      {
        hint,
      },
    );
  }
}
