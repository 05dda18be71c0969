import { GovError } from '../core/errors.js';
import type { StatusChanged } from './events.js';
import type { Plan } from './plan.js';
import { planIntegrityFailure, planRetirement } from './plan-promote.js';
import { findVersion, type Model, productionVersion, type Version } from './state.js';

/**
 * The version a rollback goes to: the last one on the promotion trail before the present production version that has
 * not failed, or `to`, which must once have been in production.
 * @throws GovError denied when there is none, input when `to` does not exist.
 */
export function selectRollbackTarget(model: Model, to: string | null): Version {
  if (to !== null) return requireFormerProduction(model, to);
  const [target] = wayBack(model);
  if (target !== undefined) return target;
  throw new GovError('denied', `model "${model.name}" has no earlier production version to go back to`, {
    hint: `see dharma-gov history ${model.name}; --to names any version that once was in production`,
  });
}

/** The versions that a rollback can lead to: those of the promotion trail that have not failed, the next one first. */
export function wayBack(model: Model): Version[] {
  // The last one is in production, or was taken out of it for a reason: it is never the way back.
  return model.promotionTrail
    .slice(0, -1)
    .map((version) => findVersion(model, version))
    .filter((version) => version !== undefined)
    .filter(({ status }) => status !== 'failed')
    .reverse();
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
  return { action: 'rollback', events: [...planRetirement(model, 'rollback'), planReturn(model, target)] };
}

/** The event that puts a former production version back, which must be empty by then. */
function planReturn({ name: model }: Model, { version, status }: Version): StatusChanged {
  return { type: 'status-changed', model, version, from: status, to: 'production', cause: 'rollback' };
}

/** What was found out about the files of versions. */
export interface IntegrityFindings {
  /** Versions whose files are not the registered ones. */
  readonly damaged: readonly string[];
  /** Whose files left production empty before, when nobody came to fall back; null: none. */
  readonly vacated: string | null;
  /** A version on the way back whose files are intact; null when there is none. */
  readonly intact: string | null;
}

/**
 * Plans the marks on damaged versions, and in the same commit the way back where one of them was in production. No
 * fallback when somebody has put another version there, or has emptied it, by then.
 */
export function planFallback(model: Model, { damaged, vacated, intact }: IntegrityFindings): Plan {
  const marks = damaged.flatMap((name) => {
    const version = findVersion(model, name);
    return version === undefined ? [] : planIntegrityFailure(model, version).events;
  });
  const present = productionVersion(model)?.version;
  const isVacant =
    present === undefined ? model.promotionTrail.at(-1) === vacated : damaged.includes(present);
  const target = wayBack(model).find(({ version }) => version === intact);
  const isBack = isVacant && target !== undefined && !damaged.includes(target.version);
  return {
    action: isBack ? 'rollback' : 'fail',
    events: isBack ? [...marks, planReturn(model, target)] : marks,
  };
}
