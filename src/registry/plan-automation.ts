import { isSameSubject, NO_ALERTS } from './alert.js';
import type { AutomaticRollback } from './automation-events.js';
import type { Plan } from './plan.js';
import { planRollback, wayBack } from './plan-rollback.js';
import { type Model, productionVersion } from './state.js';

/** A rollback that the rules call for, and where it leads. */
export type IntendedRollback = Omit<AutomaticRollback, 'type' | 'model' | 'alert'>;

/**
 * Plans a rollback with nobody asked, in one commit with its reason. No events when it is no longer called for: somebody
 * was first and put another version into production, marked the target failed, or rolled back.
 * @param damaged versions before the target that are passed over, marked already or not (in a dry run)
 */
export function planAutomaticRollback(
  model: Model,
  intended: IntendedRollback,
  damaged: readonly string[],
): Plan {
  const { from, to, rule } = intended;
  const nothing: Plan = { action: 'rollback', events: [] };
  if (productionVersion(model)?.version !== from || model.automation?.paused === true) return nothing;
  const target = wayBack(model).find(({ version }) => !damaged.includes(version));
  if (target?.version !== to) return nothing;
  const { unresolved } = model.alerts ?? NO_ALERTS;
  const alert = Object.values(unresolved).find((one) =>
    isSameSubject(one, { version: from, rule, subject: null }),
  );
  return {
    action: 'rollback',
    events: [
      { type: 'automatic-rollback', model: model.name, ...intended, alert: alert?.id ?? null },
      ...planRollback(model, target).events,
    ],
  };
}

/** Plans that automatic rollbacks may happen again. No events when they may anyway. */
export function planResumption({ name, automation }: Model): Plan {
  return {
    action: 'watch resume',
    events: automation?.paused === true ? [{ type: 'automation-resumed', model: name }] : [],
  };
}
