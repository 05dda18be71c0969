import type { LogEntry } from '../commit-log/entry.js';
import { isSamePerson } from '../core/person.js';
import type { RegistryEvent } from './events.js';
import type { GateWaived, VersionReviewed } from './gate-events.js';
import type { VersionReview } from './gate-record.js';
import type { Model } from './state.js';

/** What the gates of `model` have on record after an event. */
export function foldGateEvent(
  model: Model,
  event: VersionReviewed | GateWaived,
  { at, actor, reason }: Omit<LogEntry<RegistryEvent>, 'events'>,
): Pick<Model, 'reviews'> | Pick<Model, 'waivers'> {
  const step = { by: actor, at, reason };
  if (event.type === 'gate-waived') {
    const { version, to, gate, until } = event;
    return { waivers: [...(model.waivers ?? []), { version, to, gate, until, ...step }] };
  }
  const { version, to, decision } = event;
  return { reviews: recordReview(model.reviews ?? [], { version, to, decision, ...step }) };
}

/** The reviews after one more: it takes the place of what the same person said before. */
export function recordReview(reviews: readonly VersionReview[], review: VersionReview): VersionReview[] {
  const others = reviews.filter(
    ({ version, to, by }) => version !== review.version || to !== review.to || !isSamePerson(by, review.by),
  );
  return [...others, review];
}
