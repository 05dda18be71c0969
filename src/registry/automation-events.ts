import * as v from 'valibot';
import { RULE_NAMES } from '../core/rule-result.js';

const figure = v.nullable(v.pipe(v.number(), v.finite()));

/** Why something was done with nobody asked: the rule that fired, and the alert that it had opened. */
const cause = {
  rule: v.picklist(RULE_NAMES),
  observed: figure,
  limit: figure,
  /** Of the rule, with its figures. */
  message: v.string(),
  /** Null when the alert was resolved in between. */
  alert: v.nullable(v.string()),
};

/** The reason of the rollback in the same commit. `checks` are those in which the rule fired, oldest first. */
export const automaticRollback = v.strictObject({
  type: v.literal('automatic-rollback'),
  model: v.string(),
  from: v.string(),
  to: v.string(),
  checks: v.pipe(v.array(v.string()), v.minLength(1)),
  ...cause,
});

/** A person lets automatic rollbacks happen again. */
export const automationResumed = v.strictObject({ type: v.literal('automation-resumed'), model: v.string() });

/** A version no longer fits its data, and its retraining is asked for. */
export const retrainingRequested = v.strictObject({
  type: v.literal('retraining-requested'),
  model: v.string(),
  version: v.string(),
  ...cause,
});

export type AutomaticRollback = v.InferOutput<typeof automaticRollback>;
export type AutomationResumed = v.InferOutput<typeof automationResumed>;
export type RetrainingRequested = v.InferOutput<typeof retrainingRequested>;
export type AutomationEvent = AutomaticRollback | AutomationResumed | RetrainingRequested;
