import { GovError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { BaselineReference, RegistryEvent, VersionRegistered } from './events.js';
import { type Bump, nextVersionNumber } from './names.js';
import type { Plan } from './plan.js';
import { findModel, findVersion, type Model, type RegistryState, type Version } from './state.js';

/** What is to be registered. `version` null asks for the number after the highest, by `bump`. */
export interface RegisterRequest
  extends Pick<
    VersionRegistered,
    'model' | 'artifact' | 'config' | 'metrics' | 'lineage' | 'tags' | 'description' | 'author'
  > {
  readonly modelType: string | null;
  readonly version: string | null;
  /** Missing or null: nobody is named. */
  readonly owner?: string | null;
  readonly bump: Bump;
  readonly status: 'training' | 'validation';
  readonly baseline: BaselineReference | null;
  /** Make an equal registration a success that changes nothing. */
  readonly ifAbsent: boolean;
}

export interface RegisterPlan extends Plan {
  readonly version: string;
}

/**
 * Plans the registration of a version, creating the model with its first one.
 * @throws GovError input when the version number is taken or the same content is already registered.
 */
export function planRegister(state: RegistryState, request: RegisterRequest): RegisterPlan {
  const model = findModel(state, request.model);
  const existing = model === undefined ? undefined : findExisting(model, request);
  if (existing !== undefined) {
    return { action: 'register', events: [], version: existing };
  }
  const taken = model === undefined ? [] : Object.keys(model.versions);
  const version = request.version ?? nextVersionNumber(taken, request.bump);
  const events: RegistryEvent[] = [];
  if (model === undefined) {
    assertDistinctName(state, request.model);
    events.push({
      type: 'model-created',
      model: request.model,
      modelType: request.modelType ?? 'unspecified',
    });
  } else if (request.modelType !== null && request.modelType !== model.type) {
    throw new GovError(
      'input',
      `model "${model.name}" is of type "${model.type}", not "${request.modelType}"`,
      {
        hint: 'leave --type out, or register under another name',
      },
    );
  }
  assertParentExists(model, request);
  events.push({
    type: 'version-registered',
    model: request.model,
    version,
    status: request.status,
    artifact: request.artifact,
    config: request.config,
    metrics: request.metrics,
    lineage: request.lineage,
    tags: request.tags,
    description: request.description,
    author: request.author,
    ...(typeof request.owner === 'string' ? { owner: request.owner } : {}),
  });
  if (request.baseline !== null) {
    events.push({ type: 'baseline-set', model: request.model, version, baseline: request.baseline });
  }
  return { action: 'register', events, version };
}

/** The version that already is what was asked for; an error when something else stands in the way. */
function findExisting(model: Model, request: RegisterRequest): string | undefined {
  const named = request.version === null ? undefined : findVersion(model, request.version);
  if (named !== undefined) {
    if (request.ifAbsent && named.status !== 'failed' && sameContent(named, request)) return named.version;
    throw new GovError(
      'input',
      `${model.name}@${named.version} is already registered, with ${sameContent(named, request) ? 'the same' : 'other'} content`,
      {
        hint: sameContent(named, request)
          ? 'pass --if-absent to accept that'
          : 'choose another version, or leave --version out',
      },
    );
  }
  // A failed version does not stand in the way: its bytes were found damaged or it was given up.
  const twin = Object.values(model.versions).find(
    (version) => version.status !== 'failed' && sameContent(version, request),
  );
  if (twin === undefined) return undefined;
  if (request.ifAbsent && request.version === null) return twin.version;
  throw new GovError('input', `this content is already registered as ${model.name}@${twin.version}`, {
    hint: request.version === null ? 'pass --if-absent to accept that' : `use ${model.name}@${twin.version}`,
  });
}

/** Same bytes and same configuration; metrics and description may be written anew for the same model. */
function sameContent(version: Version, request: RegisterRequest): boolean {
  return (
    version.artifact.sha256 === request.artifact.sha256 &&
    canonicalJson(version.config) === canonicalJson(request.config)
  );
}

function assertDistinctName(state: RegistryState, name: string): void {
  const twin = Object.keys(state.models).find((other) => other.toLowerCase() === name.toLowerCase());
  if (twin === undefined) return;
  throw new GovError('input', `model name: "${name}" differs from "${twin}" only in upper and lower case`, {
    hint: 'some file systems cannot tell them apart: use one spelling',
  });
}

function assertParentExists(model: Model | undefined, request: RegisterRequest): void {
  const parent = request.lineage.parentVersion;
  if (parent === null || (model !== undefined && findVersion(model, parent) !== undefined)) return;
  throw new GovError('input', `--parent: model "${request.model}" has no version ${parent}`, {
    hint: `see dharma-gov show ${request.model}`,
  });
}
