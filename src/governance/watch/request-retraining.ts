import { planRetraining } from '../../alerts/plan-retraining.js';
import { watchSettingsFor } from '../../config/watch-settings.js';
import type { RuleResult } from '../../core/rule-result.js';
import { requireModel } from '../../registry/address.js';
import type { Governance } from '../context.js';
import { commitPlan } from '../registry/registry-store.js';
import { jobNote } from './job-notes.js';
import type { JobNote } from './job-report.js';

/**
 * Asks for the retraining of a model where its alerts call for it, once an episode. Who retrains hears of it by the log.
 * @param found what the rules of the check that was just made said: in a dry run they have opened no alert
 */
export async function requestRetraining(
  governance: Governance,
  name: string,
  found: readonly RuleResult[],
  dryRun: boolean,
): Promise<JobNote[]> {
  const { config } = governance;
  if (config['watch.retraining'] === null) return [];
  const { retrainOn } = watchSettingsFor(config, name);
  const { plan } = await commitPlan(governance, { reason: null, dryRun }, (state) =>
    planRetraining(requireModel(state, name), retrainOn, dryRun ? found : []),
  );
  return plan.events.flatMap((event) =>
    event.type === 'retraining-requested'
      ? [
          jobNote(
            { model: name, version: event.version },
            'info',
            `${dryRun ? 'would ask' : 'asked'} for retraining: ${event.message}`,
          ),
        ]
      : [],
  );
}
