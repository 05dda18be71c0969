import type { GatePolicy } from '../config/policy.js';
import { listNames, notEvaluable } from './finding.js';
import type { Gate } from './gate.js';
import { approversOf, barOf, tallyReviews } from './reviews.js';
import { type GateSubject, millisecondsOf } from './subject.js';

const SOURCE = 'reviews';

/** Waits until enough people who did not make the version have approved it. */
export const approvals: Gate = {
  name: 'approvals',
  summary: 'approval by several people, none of them the author',
  outcomes: {
    pass: 'so many people as approvals says have approved, and none of them has taken it back',
    deny: 'somebody who may approve has rejected it, until that person approves',
    pending: 'approvals are missing',
    'not-evaluable': 'fewer people may approve than have to, or it is not known who made the version',
  },
  settings: ['approvals', 'approverRole'],
  evaluate: (policy, subject) => {
    const limit = policy.approvals;
    if (limit === 0) return [];
    const obstacle = findObstacle(policy, subject);
    if (obstacle !== null) return [notEvaluable(limit, SOURCE, obstacle)];
    const { approvedBy, rejectedBy } = tallyReviews(policy, { ...subject, reviews: reviewsSoFar(subject) });
    const observed = approvedBy.length;
    const common = { subject: null, observed, limit, source: SOURCE };
    const who = observed === 0 ? '' : ` (${listNames(approvedBy)})`;
    const soFar = `${observed} of ${limit} approvals${who}`;
    if (rejectedBy.length > 0) {
      const message = `rejected by ${listNames(rejectedBy)}; ${soFar}`;
      return [{ ...common, outcome: 'deny', message }];
    }
    if (observed >= limit) return [{ ...common, outcome: 'pass', message: soFar }];
    const message = `${soFar}; still needed: ${limit - observed} of ${whoMay(policy, subject, approvedBy)}`;
    return [{ ...common, outcome: 'pending', message }];
  },
};

/** An approval that was given at an instant yet to come does not count; a rejection always does. */
function reviewsSoFar({ now, reviews }: GateSubject): GateSubject['reviews'] {
  return reviews.filter(
    ({ decision, at }) => decision === 'rejected' || millisecondsOf(at) <= millisecondsOf(now),
  );
}

/** Why no number of reviews could ever be enough; null when it could. */
function findObstacle(policy: GatePolicy, { candidate, now }: GateSubject): string | null {
  if (candidate.authors.length === 0) return 'it is not known who made the version';
  if (!Number.isFinite(millisecondsOf(now))) return 'it is not known what time it is';
  const approvers = approversOf(policy);
  if (approvers === null) return null;
  const place = `.dharmarc: gates.roles.${policy.approverRole}`;
  if (approvers.length === 0) return `${place}: nobody has this role, so nobody can approve`;
  const free = mayApprove(policy, candidate.authors, approvers);
  if (free.length >= policy.approvals) return null;
  return `${place}: ${free.length} of ${approvers.length} people did not make the version, ${policy.approvals} have to approve`;
}

function mayApprove(policy: GatePolicy, authors: readonly string[], people: readonly string[]): string[] {
  return people.filter((person) => barOf(policy, authors, person) === null);
}

function whoMay(policy: GatePolicy, { candidate }: GateSubject, approvedBy: readonly string[]): string {
  const approvers = approversOf(policy);
  if (approvers === null) return `anybody but ${listNames(candidate.authors)}`;
  const authors = [...candidate.authors, ...approvedBy];
  return listNames(mayApprove(policy, authors, approvers));
}
