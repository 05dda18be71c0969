import * as v from 'valibot';

const target = v.picklist(['staging', 'production']);

/** What somebody says of a version on its way to a status. The last word of each person counts. */
export const versionReviewed = v.strictObject({
  type: v.literal('version-reviewed'),
  model: v.string(),
  version: v.string(),
  to: target,
  decision: v.picklist(['approved', 'rejected']),
});

/** Somebody lets a version past a gate; why is the reason of the commit. */
export const gateWaived = v.strictObject({
  type: v.literal('gate-waived'),
  model: v.string(),
  version: v.string(),
  to: target,
  /** A gate or one of its subjects: `minimum`, `minimum/accuracy`. */
  gate: v.string(),
  /** Until when it counts for any version of the model; null: for the promotion of the same commit alone. */
  until: v.nullable(v.pipe(v.string(), v.isoTimestamp())),
});

export type VersionReviewed = v.InferOutput<typeof versionReviewed>;
export type GateWaived = v.InferOutput<typeof gateWaived>;
