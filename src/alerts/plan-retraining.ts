import type { RuleResult } from '../core/rule-result.js';
import type { RetrainingRequested } from '../registry/automation-events.js';
import type { Plan } from '../registry/plan.js';
import { type Model, productionVersion } from '../registry/state.js';
import { unresolvedAlerts } from './plan-act.js';

/** What may ask for retraining: an alert, or a rule that would open one (`id` null). */
export interface RetrainingCause
  extends Pick<RuleResult, 'rule' | 'subject' | 'observed' | 'limit' | 'message'> {
  readonly id: string | null;
}

/**
 * Plans that the retraining of a model is asked for, once an episode: when an unresolved alert of a rule in `retrainOn`
 * is about its version in production as a whole, and no request for that one stands. No events otherwise.
 * @param wouldAlert what a check found that was not kept
 */
export function planRetraining(
  model: Model,
  retrainOn: readonly RuleResult['rule'][],
  wouldAlert: readonly RuleResult[] = [],
): Plan {
  const version = productionVersion(model)?.version;
  const causes: RetrainingCause[] = [
    ...unresolvedAlerts(model).filter((alert) => alert.version === version),
    ...wouldAlert.filter(({ state }) => state === 'firing').map((rule) => ({ ...rule, id: null })),
  ];
  const cause = causes.find(({ rule, subject }) => subject === null && retrainOn.includes(rule));
  const isAskedFor = model.automation?.retraining?.version === version;
  const events =
    version === undefined || cause === undefined || isAskedFor ? [] : [ask(model, version, cause)];
  return { action: 'retraining', events };
}

function ask(
  { name }: Model,
  version: string,
  { rule, observed, limit, message, id }: RetrainingCause,
): RetrainingRequested {
  return { type: 'retraining-requested', model: name, version, rule, observed, limit, message, alert: id };
}
