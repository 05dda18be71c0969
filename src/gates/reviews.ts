import type { GatePolicy } from '../config/policy.js';
import { isSamePerson } from '../core/person.js';
import type { Candidate, Review } from './subject.js';

/** What people said of a version, as far as the policy lets it count. */
export interface ReviewTally {
  /** How many different people have to approve. */
  readonly required: number;
  /** In the order in which they did. */
  readonly approvedBy: readonly string[];
  readonly rejectedBy: readonly string[];
}

/** Counts the last word of each person who may review, whenever it was said. */
export function tallyReviews(
  policy: GatePolicy,
  {
    candidate,
    reviews,
  }: { readonly candidate: Pick<Candidate, 'authors'>; readonly reviews: readonly Review[] },
): ReviewTally {
  const counted = lastWords(policy, reviews).filter(
    ({ by }) => barOf(policy, candidate.authors, by) === null,
  );
  const whoSaid = (wanted: Review['decision']) =>
    counted.filter(({ decision }) => decision === wanted).map(({ by }) => by);
  return { required: policy.approvals, approvedBy: whoSaid('approved'), rejectedBy: whoSaid('rejected') };
}

/** Whether enough people approve and nobody rejects. */
export function isApproved({ required, approvedBy, rejectedBy }: ReviewTally): boolean {
  return rejectedBy.length === 0 && approvedBy.length >= required;
}

/** The reviews that no later one of the same person takes back. */
function lastWords(policy: GatePolicy, reviews: readonly Review[]): Review[] {
  return reviews.filter(
    ({ by }, index) => !reviews.slice(index + 1).some((later) => isOnePerson(policy, later.by, by)),
  );
}

/** Whether two names are one person's, by themselves or because `gates.roles` has `Name <mail>` for both. */
function isOnePerson({ roles }: GatePolicy, a: string, b: string): boolean {
  if (isSamePerson(a, b)) return true;
  return Object.values(roles).some((people) =>
    people.some((known) => isSamePerson(known, a) && isSamePerson(known, b)),
  );
}

/** What keeps somebody from reviewing: a part in making the version, or the lack of the policy's role. */
export function barOf(
  policy: GatePolicy,
  authors: readonly string[],
  person: string,
): 'author' | 'role' | null {
  if (authors.some((author) => isOnePerson(policy, author, person))) return 'author';
  const approvers = approversOf(policy);
  return approvers === null || approvers.some((approver) => isSamePerson(approver, person)) ? null : 'role';
}

/** Who is in the role that approvers need; null: anybody may approve. */
export function approversOf({ approverRole, roles }: GatePolicy): readonly string[] | null {
  if (approverRole === null) return null;
  return (Object.hasOwn(roles, approverRole) ? roles[approverRole] : undefined) ?? [];
}
