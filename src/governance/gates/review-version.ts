import type { GatedStatus } from '../../config/gate-keys.js';
import { type GatePolicy, policyFor } from '../../config/policy.js';
import { GovError } from '../../core/errors.js';
import { approversOf, barOf } from '../../gates/reviews.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import { recordReview } from '../../registry/fold-gate-event.js';
import type { VersionReviewed } from '../../registry/gate-events.js';
import type { Plan } from '../../registry/plan.js';
import { planReview } from '../../registry/plan-review.js';
import type { Version } from '../../registry/state.js';
import type { Status } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { type ApprovalStatus, describeApproval, nextGatedStatus } from './approval-status.js';
import { authorsOf, reviewsOf } from './gate-subject.js';

export interface ReviewRequest {
  readonly address: Address;
  /** Null: the next status of the version that has gates. */
  readonly to: GatedStatus | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface ReviewReport {
  readonly model: string;
  readonly version: string;
  readonly status: Status;
  readonly to: GatedStatus;
  readonly decision: VersionReviewed['decision'];
  readonly by: string;
  readonly reason: string | null;
  /** With this review, by the policy of now: what counts is the policy at the time of the promotion. */
  readonly approvals: ApprovalStatus;
  readonly plan: Plan;
  readonly changed: boolean;
  /** The commit, null when nothing was committed. */
  readonly generation: number | null;
}

/**
 * Records that somebody is for a version to go to a status; it takes the place of what the same person said before.
 * @throws GovError denied when the person has a part in the version or lacks the policy's role, or when the version
 *   cannot get there any more.
 */
export function approveVersion(governance: Governance, request: ReviewRequest): Promise<ReviewReport> {
  return reviewVersion(governance, request, 'approved');
}

/** The same for being against it, which takes a reason. @throws GovError as `approveVersion`. */
export function rejectVersion(
  governance: Governance,
  request: ReviewRequest & { readonly reason: string },
): Promise<ReviewReport> {
  return reviewVersion(governance, request, 'rejected');
}

async function reviewVersion(
  governance: Governance,
  { address, to: asked, reason, dryRun }: ReviewRequest,
  decision: VersionReviewed['decision'],
): Promise<ReviewReport> {
  const [loaded, by] = await Promise.all([loadRegistry(governance), governance.actor()]);
  // The version that the address means now is the one that was looked at, whatever it means a moment later.
  const { model, version } = resolveAddress(loaded.state, address);
  const to = asked ?? nextGatedStatus(version.status);
  const fixed: Address = { model: model.name, selector: { kind: 'version', version: version.version } };
  const policy = policyFor(governance.config, model.name, to);

  const { plan, entry, state } = await commitPlan(governance, { reason, dryRun, loaded }, (present) => {
    const found = resolveAddress(present, fixed);
    const planned = planReview(found.model, found.version, { to, decision, by });
    requireReviewer(policy, model.name, found.version, by);
    return planned;
  });
  const found = resolveAddress(state, fixed);
  const recorded = reviewsOf(found.model, found.version, to);
  const review = { version: version.version, to, decision, by, at: governance.now(), reason };
  // What is committed is in the state already; what is only planned has to be thought of.
  const reviews = plan.events.length > 0 && dryRun ? recordReview(recorded, review) : recorded;
  return {
    model: model.name,
    version: version.version,
    status: found.version.status,
    to,
    decision,
    by,
    reason,
    approvals: describeApproval(policy, found.version, reviews),
    plan,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

/** @throws GovError denied for whoever has a part in the version, or lacks the role. */
function requireReviewer(policy: GatePolicy, model: string, version: Version, person: string): void {
  const authors = authorsOf(version);
  const bar = barOf(policy, authors, person);
  if (bar === null) return;
  const name = `${model}@${version.version}`;
  const part = barOf(policy, [version.author], person) === 'author' ? 'is the author of' : 'registered';
  const message =
    bar === 'author'
      ? `${person} ${part} ${name} and may not review it`
      : `${person} may not review ${name} for ${policy.to}: not in the role ${policy.approverRole}`;
  throw new GovError('denied', message, { hint: whomToAsk(policy, authors) });
}

function whomToAsk(policy: GatePolicy, authors: readonly string[]): string {
  const approvers = approversOf(policy);
  if (approvers === null) return 'anybody else may';
  const others = approvers.filter((approver) => barOf(policy, authors, approver) === null);
  return others.length === 0
    ? `nobody else is in the role ${policy.approverRole}: name people under gates.roles`
    : `in the role ${policy.approverRole}: ${others.join(', ')}`;
}
