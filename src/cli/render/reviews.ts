import type { ApprovalStatus } from '../../governance/gates/approval-status.js';
import type { ReviewReport } from '../../governance/gates/review-version.js';
import type { VersionReview } from '../../registry/gate-record.js';
import { allowedTransitions } from '../../registry/status.js';
import { describeStep } from './alerts.js';
import { renderPlan } from './plan.js';
import type { Screen } from './screen.js';
import { plural, printable } from './text.js';

/** What was recorded, how far the approval is, and what is next. */
export function renderReview(screen: Screen, report: ReviewReport, dryRun: boolean): string {
  const { model, version, to, decision, by, plan, generation, approvals } = report;
  const isSame = plan.events.length === 0;
  const committed = generation === null ? '' : ` (generation ${generation})`;
  return [
    isSame
      ? printable(`${model}@${version} already is ${decision} for ${to} by ${by}: nothing changed`)
      : renderPlan(screen, plan),
    printable(`${describeApprovals(approvals)}${committed}`),
    dryRun && !isSame ? 'dry run: nothing changed' : printable(nextStep(report)),
  ].join('\n');
}

/** `1 of 2 approvals for production: grace; rejected by bob`. */
export function describeApprovals({ to, required, approvedBy, rejectedBy }: ApprovalStatus): string {
  const count =
    required === 0 || approvedBy.length > required
      ? `${plural(approvedBy.length, 'approval')} for ${to}, ${required || 'none'} required`
      : `${approvedBy.length} of ${plural(required, 'approval')} for ${to}`;
  const who = approvedBy.length === 0 ? count : `${count}: ${approvedBy.join(', ')}`;
  return rejectedBy.length === 0 ? who : `${who}; rejected by ${rejectedBy.join(', ')}`;
}

/** `approved for production  2026-11-24 12:00:00Z by grace: why`. */
export function describeReview(review: VersionReview): string {
  return `${review.decision} for ${review.to}  ${describeStep(review)}`;
}

/** A version that waits for approval, with what to do about it. */
export function renderApproval(screen: Screen, model: string, approval: ApprovalStatus): string {
  const paint = approval.rejectedBy.length > 0 ? screen.red : screen.yellow;
  const state = paint(printable(describeApprovals(approval)));
  return `${screen.bold(`${model}@${approval.version}`)}  ${state}\n   ${printable(askForMore(model, approval))}`;
}

function nextStep({ model, version, status, to, approvals }: ReviewReport): string {
  const { required, approvedBy, rejectedBy } = approvals;
  if (rejectedBy.length > 0 && required === 0) {
    return `note: that stops no promotion while gates.${to}.approvals is 0`;
  }
  if (rejectedBy.length > 0 || approvedBy.length < required) return askForMore(model, approvals);
  return `next: dharma-gov promote ${model}@${version} --to ${allowedTransitions(status)[0]}`;
}

/** What has to be typed, and by whom: `next: dharma-gov approve churn@1.1.0 --to production, by bob`. */
function askForMore(
  model: string,
  { version, to, required, approvedBy, rejectedBy, role, eligible }: ApprovalStatus,
): string {
  const approve = `next: dharma-gov approve ${model}@${version} --to ${to}`;
  if (rejectedBy.length > 0) return `${approve}, by ${rejectedBy.join(' and ')}, takes the rejection back`;
  const missing = required - approvedBy.length;
  if (eligible === null)
    return `${approve}, by ${missing === 1 ? 'somebody else' : `${missing} other people`}`;
  if (eligible.length < missing) {
    return `next: name people in gates.roles.${role}: ${missing} more have to approve, and ${eligible.join(', ') || 'nobody'} can`;
  }
  const howMany = missing === eligible.length ? '' : `${missing === 1 ? 'one' : missing} of `;
  return `${approve}, by ${howMany}${eligible.join(', ')}`;
}
