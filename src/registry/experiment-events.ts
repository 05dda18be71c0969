import * as v from 'valibot';
import type { Json } from '../core/json.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const hours = v.pipe(v.number(), v.minValue(0));

/** A version in a test, and its share of all units at full size. The first arm of a test is its control. */
const arm = v.strictObject({ version: v.string(), weight: share });

/** `goal`: must win for a candidate to be promoted; `guardrail`: must not lose. `direction`: which way is better. */
const metric = v.strictObject({
  metric: v.string(),
  role: v.picklist(['goal', 'guardrail']),
  direction: v.picklist(['higher', 'lower']),
});

/** The steps of a canary: growing shares of its candidate, in percent, and how long each lasts at least. */
const ramp = v.strictObject({ percents: v.array(percent), stepHours: hours });

export const experimentStarted = v.strictObject({
  type: v.literal('experiment-started'),
  model: v.string(),
  experiment: v.string(),
  arms: v.array(arm),
  hash: v.picklist(['sha256', 'growthbook-v2']),
  salt: v.string(),
  metrics: v.array(metric),
  /** `sequential` may be looked at any time, `fixed` once, at the planned number of units. */
  method: v.picklist(['sequential', 'fixed']),
  alpha: share,
  plannedUnits: count,
  /** Of each arm, before anything is decided. */
  minUnits: count,
  durationHours: hours,
  /** Predictions and outcomes from here on count. */
  from: v.pipe(v.string(), v.isoTimestamp()),
  ramp: v.nullable(ramp),
  /** Of their full size that the arms behind the control begin with. */
  percent,
});

export const experimentAdvanced = v.strictObject({
  type: v.literal('experiment-advanced'),
  model: v.string(),
  experiment: v.string(),
  move: v.picklist(['advance', 'roll-back']),
  percent,
  /** Units count as routed this way from here on. */
  from: v.pipe(v.string(), v.isoTimestamp()),
  /** Why, and the report that decided, kept for good. */
  cause: v.string(),
  analysis: v.custom<Json>(() => true),
});

/** `analysis` is the report that decided, kept for good. */
export const experimentStopped = v.strictObject({
  type: v.literal('experiment-stopped'),
  model: v.string(),
  experiment: v.string(),
  decision: v.picklist(['promote', 'keep-running', 'stop-loser', 'inconclusive', 'blocked']),
  winner: v.nullable(v.string()),
  losers: v.array(v.string()),
  analysis: v.custom<Json>(() => true),
});

export type ExperimentStarted = v.InferOutput<typeof experimentStarted>;
export type ExperimentAdvanced = v.InferOutput<typeof experimentAdvanced>;
export type ExperimentStopped = v.InferOutput<typeof experimentStopped>;
export type Arm = v.InferOutput<typeof arm>;
export type MetricSpec = v.InferOutput<typeof metric>;
export type Ramp = v.InferOutput<typeof ramp>;
export type HashName = ExperimentStarted['hash'];
export type Decision = ExperimentStopped['decision'];
