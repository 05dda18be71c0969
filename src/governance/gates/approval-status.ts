import type { GatedStatus } from '../../config/gate-keys.js';
import type { Config } from '../../config/keys.js';
import { type GatePolicy, policyFor } from '../../config/policy.js';
import { approversOf, barOf, isApproved, type ReviewTally, tallyReviews } from '../../gates/reviews.js';
import { latestVersion } from '../../registry/address.js';
import type { VersionReview } from '../../registry/gate-record.js';
import type { Model, Version } from '../../registry/state.js';
import { isAhead, type Status } from '../../registry/status.js';
import { authorsOf, reviewsOf } from './gate-subject.js';

/** How far the approval of a version is. */
export interface ApprovalStatus extends ReviewTally {
  readonly version: string;
  readonly to: GatedStatus;
  /** The role that those who review need; null: none. */
  readonly role: string | null;
  /** Those in the role who could approve and have not; null: anybody but the author. */
  readonly eligible: readonly string[] | null;
}

/** The next status of a version that has gates; production when there is none before it. */
export function nextGatedStatus(status: Status): GatedStatus {
  return isAhead(status, 'staging') ? 'staging' : 'production';
}

/** @param reviews what people said of the version on this way */
export function describeApproval(
  policy: GatePolicy,
  version: Version,
  reviews: readonly VersionReview[],
): ApprovalStatus {
  const authors = authorsOf(version);
  const tally = tallyReviews(policy, { candidate: { authors }, reviews });
  const approvers = approversOf(policy);
  return {
    version: version.version,
    to: policy.to,
    ...tally,
    role: policy.approverRole,
    eligible:
      approvers?.filter((approver) => barOf(policy, [...authors, ...tally.approvedBy], approver) === null) ??
      null,
  };
}

/** How far the approval for the next status of a version is; null when none is asked for. */
export function describeNextApproval(config: Config, model: Model, version: Version): ApprovalStatus | null {
  const to = nextGatedStatus(version.status);
  if (!isAhead(version.status, to)) return null;
  const policy = policyFor(config, model.name, to);
  return policy.approvals === 0 ? null : describeApproval(policy, version, reviewsOf(model, version, to));
}

/**
 * The versions of a model that need more approvals for their next status: those in staging, the latest, and any that
 * somebody has reviewed. Others in validation may never be meant to go anywhere.
 */
export function waitingForApproval(config: Config, model: Model): ApprovalStatus[] {
  const reviewed = new Set((model.reviews ?? []).map(({ version }) => version));
  const latest = latestVersion(model);
  return Object.values(model.versions)
    .filter((version) => version.status === 'staging' || version === latest || reviewed.has(version.version))
    .flatMap((version) => {
      const approval = describeNextApproval(config, model, version);
      return approval === null || isApproved(approval) ? [] : [approval];
    });
}
