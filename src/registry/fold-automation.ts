import type { LogEntry } from '../commit-log/entry.js';
import { type Alert, NO_ALERTS } from './alert.js';
import { type ModelAutomation, NO_AUTOMATION } from './automation.js';
import type { AutomationEvent } from './automation-events.js';
import { contradiction } from './contradiction.js';
import type { RegistryEvent } from './events.js';
import type { Model } from './state.js';

/**
 * What was done to `model` with nobody asked, after an event.
 * @throws GovError integrity when the event contradicts it (a second rollback that no person allowed).
 */
export function foldAutomation(
  model: Model,
  event: AutomationEvent,
  { at, generation }: Omit<LogEntry<RegistryEvent>, 'events'>,
): ModelAutomation {
  const automation = model.automation ?? NO_AUTOMATION;
  switch (event.type) {
    case 'automatic-rollback': {
      if (automation.paused) {
        throw contradiction(
          generation,
          `${model.name} is rolled back automatically twice, and nobody allowed it`,
        );
      }
      const { type: _type, model: _model, ...record } = event;
      return { ...automation, lastRollback: { ...record, at }, paused: true };
    }
    case 'automation-resumed':
      if (!automation.paused) {
        throw contradiction(
          generation,
          `automatic rollbacks of ${model.name} are resumed and were not paused`,
        );
      }
      return { ...automation, paused: false };
    case 'retraining-requested': {
      const { version, rule, alert } = event;
      return { ...automation, retraining: { version, rule, alert, at } };
    }
  }
}

/** The same once alerts of the model have changed: a request for retraining is over when nothing asks for it any more. */
export function endEpisode(model: Model): ModelAutomation | undefined {
  const { automation } = model;
  const request = automation?.retraining ?? null;
  if (automation === undefined || request === null) return automation;
  const { unresolved } = model.alerts ?? NO_ALERTS;
  const goesOn = Object.values(unresolved).some(
    (alert) => alert.version === request.version && asksForRetraining(alert),
  );
  return goesOn ? automation : { ...automation, retraining: null };
}

/** Whether an alert could ask for retraining, whatever the settings say: the log folds the same everywhere. */
function asksForRetraining({ rule }: Pick<Alert, 'rule'>): boolean {
  return rule === 'accuracy' || rule === 'error-rate' || rule === 'latency' || rule === 'drift';
}
