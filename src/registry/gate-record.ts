import type { Instant } from '../core/time.js';
import type { GateWaived, VersionReviewed } from './gate-events.js';

/** What a person said of a version. */
export interface VersionReview extends Pick<VersionReviewed, 'version' | 'to' | 'decision'> {
  readonly by: string;
  readonly at: Instant;
  readonly reason: string | null;
}

/** A gate that was waived, and for how long. */
export interface GateWaiver extends Pick<GateWaived, 'version' | 'to' | 'gate' | 'until'> {
  readonly by: string;
  readonly at: Instant;
  readonly reason: string | null;
}

/** `once`: for the promotion that it was recorded with. */
export const WAIVER_STATES = ['once', 'standing', 'expired'] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

export function stateOfWaiver({ until }: Pick<GateWaiver, 'until'>, now: Instant): WaiverState {
  if (until === null) return 'once';
  return now < until ? 'standing' : 'expired';
}
