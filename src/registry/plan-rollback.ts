import { GovError } from '../core/errors.js';
import type { Plan } from './plan.js';
import { planRetirement } from './plan-promote.js';
import { findVersion, type Model, type Version } from './state.js';

/**
 * The version a rollback goes to: the last one on the promotion trail before the present production version that has
 * not failed, or `to`, which must once have been in production.
 * @throws GovError denied when there is none, input when `to` does not exist.
 */
export function selectRollbackTarget(model: Model, to: string | null): Version {
  if (to !== null) return requireFormerProduction(model, to);
  // The last one is in production, or was taken out of it for a reason: it is never the way back.
  const target = model.promotionTrail
    .slice(0, -1)
    .map((version) => findVersion(model, version))
    .findLast((version) => version !== undefined && version.status !== 'failed');
  if (target !== undefined) return target;
  throw new GovError('denied', `model "${model.name}" has no earlier production version to go back to`, {
    hint: `see dharma-gov history ${model.name}; --to names any version that once was in production`,
  });
}

function requireFormerProduction(model: Model, to: string): Version {
  const version = findVersion(model, to);
  if (version === undefined) {
    throw new GovError('input', `model "${model.name}" has no version ${to}`, {
      hint: `see dharma-gov show ${model.name}`,
    });
  }
  if (!model.everInProduction.includes(to)) {
    throw new GovError('denied', `${model.name}@${to} never was in production`, {
      hint: `use dharma-gov promote; once in production: ${model.everInProduction.join(', ') || 'none'}`,
    });
  }
  if (version.status === 'failed') {
    throw new GovError('denied', `${model.name}@${to} is marked failed`, { hint: 'choose another version' });
  }
  return version;
}

/** Plans the swap in one commit. No events when `target` already is in production. */
export function planRollback(model: Model, target: Version): Plan {
  if (target.status === 'production') return { action: 'rollback', events: [] };
  return {
    action: 'rollback',
    events: [
      ...planRetirement(model, 'rollback'),
      {
        type: 'status-changed',
        model: model.name,
        version: target.version,
        from: target.status,
        to: 'production',
        cause: 'rollback',
      },
    ],
  };
}
