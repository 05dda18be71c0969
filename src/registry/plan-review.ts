import { GovError } from '../core/errors.js';
import { isSamePerson } from '../core/person.js';
import type { VersionReviewed } from './gate-events.js';
import type { Plan } from './plan.js';
import type { Model, Version } from './state.js';
import { isAhead } from './status.js';

/**
 * Plans what `by` says of a version on its way to a status; no events when that was the person's last word already.
 * A number is given once and its files, metrics and configuration never change, so the word stays about these bytes:
 * a promotion compares the files with the registered hashes before they go anywhere.
 * @throws GovError denied when the version cannot get there any more.
 */
export function planReview(
  model: Model,
  version: Version,
  { to, decision, by }: Pick<VersionReviewed, 'to' | 'decision'> & { readonly by: string },
): Plan {
  if (!isAhead(version.status, to)) throw tooLate(model, version, to);
  const reviews = (model.reviews ?? []).filter(
    (review) => review.version === version.version && review.to === to,
  );
  const own = reviews.findIndex((review) => isSamePerson(review.by, by));
  // The opposite said later may be the same person's under another name: then this takes it back.
  const isSaid = own >= 0 && reviews.slice(own).every((review) => review.decision === decision);
  return {
    action: decision === 'approved' ? 'approve' : 'reject',
    events: isSaid
      ? []
      : [{ type: 'version-reviewed', model: model.name, version: version.version, to, decision }],
  };
}

function tooLate(model: Model, version: Version, to: VersionReviewed['to']): GovError {
  const name = `${model.name}@${version.version}`;
  const message =
    version.status === to
      ? `${name} already is in ${to}`
      : `${name} is ${version.status === 'production' ? 'in production' : version.status} and cannot go to ${to} any more`;
  return new GovError('denied', message, {
    hint: `a review is for a version on its way: see dharma-gov show ${model.name}`,
  });
}
