import { GovError } from '../../core/errors.js';
import { rejectVersion } from '../../governance/gates/review-version.js';
import { reviewCommand } from '../review-command.js';

export const command = reviewCommand(
  [
    'dharma-gov reject churn@staging --actor grace --reason "no holdout from spring"',
    'dharma-gov reject churn@1.2.0 --to production --actor grace --reason "leaks the label" --dry-run',
  ],
  (governance, request) => rejectVersion(governance, { ...request, reason: requireReason(request.reason) }),
);

/** Whoever made the version has to know what to change. */
function requireReason(reason: string | null): string {
  if (reason !== null && reason.trim() !== '') return reason;
  throw new GovError('usage', 'reject: no reason given', {
    hint: 'pass --reason "what would have to change"',
  });
}
