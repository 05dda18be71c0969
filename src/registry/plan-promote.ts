import { GovError } from '../core/errors.js';
import type { RegistryEvent } from './events.js';
import type { Plan } from './plan.js';
import { type Model, productionVersion, type Version } from './state.js';
import { allowedTransitions, type Status } from './status.js';

/**
 * Plans a move along the lifecycle. Into production, the version there before is deprecated in the same commit.
 * No events when the version already is in `to`.
 * @throws GovError denied when the lifecycle has no such step, naming the ones it has.
 */
export function planPromote(model: Model, version: Version, to: Status): Plan {
  if (version.status === to) return { action: 'promote', events: [] };
  const allowed = allowedTransitions(version.status);
  if (!allowed.includes(to)) {
    throw new GovError(
      'denied',
      `${model.name}@${version.version} is in ${version.status} and cannot go to ${to}`,
      {
        hint: stepHint(model, version, allowed),
      },
    );
  }
  const events: RegistryEvent[] = [];
  if (to === 'production') events.push(...planRetirement(model, 'replaced'));
  events.push({
    type: 'status-changed',
    model: model.name,
    version: version.version,
    from: version.status,
    to,
    cause: 'request',
  });
  return { action: to === 'failed' || to === 'deprecated' ? 'retire' : 'promote', events };
}

function stepHint(model: Model, version: Version, allowed: readonly Status[]): string {
  if (allowed.length > 0) return `from ${version.status} it can go to ${allowed.join(' or ')}`;
  return model.everInProduction.includes(version.version) && version.status === 'deprecated'
    ? `bring it back with dharma-gov rollback ${model.name} --to ${version.version}`
    : `${version.status} is final: register a new version`;
}

/** The event that takes the present production version, if any, out of production. */
export function planRetirement(model: Model, cause: 'replaced' | 'rollback'): RegistryEvent[] {
  const present = productionVersion(model);
  if (present === undefined) return [];
  return [
    {
      type: 'status-changed',
      model: model.name,
      version: present.version,
      from: 'production',
      to: 'deprecated',
      cause,
    },
  ];
}

/** Plans the mark on a version whose bytes are not the registered ones. Integrity may fail even a deprecated version. */
export function planIntegrityFailure(model: Model, version: Version): Plan {
  if (version.status === 'failed') return { action: 'fail', events: [] };
  return {
    action: 'fail',
    events: [
      {
        type: 'status-changed',
        model: model.name,
        version: version.version,
        from: version.status,
        to: 'failed',
        cause: 'integrity',
      },
    ],
  };
}
