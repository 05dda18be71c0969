import type { LogEntry } from '../commit-log/entry.js';
import type { RegistryEvent } from './events.js';
import type { GateWaived, VersionReviewed } from './gate-events.js';
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
  const others = (model.reviews ?? []).filter(
    (review) => review.version !== version || review.to !== to || review.by !== actor,
  );
  return { reviews: [...others, { version, to, decision, ...step }] };
}
