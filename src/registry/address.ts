import prerelease from 'semver/functions/prerelease.js';
import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { newestOf, parseModelName, parseVersionNumber, sortNewestFirst } from './names.js';
import {
  findModel,
  findVersion,
  type Model,
  productionVersion,
  type RegistryState,
  type Version,
} from './state.js';

const POINTERS = ['production', 'staging', 'latest'] as const;
type Pointer = (typeof POINTERS)[number];

/** `model@1.2.0`, `model@production`, `model@staging`, `model@latest`. */
export interface Address {
  readonly model: string;
  readonly selector: { readonly kind: 'version'; readonly version: string } | { readonly kind: Pointer };
}

/** @throws GovError usage for anything that is not an address of one version. */
export function parseAddress(text: string): Address {
  const at = text.indexOf('@');
  if (at < 0) {
    throw new GovError('usage', `address: "${text}" names no version`, {
      hint: `write ${text}@production, ${text}@latest or ${text}@1.0.0`,
    });
  }
  const model = parseModelName(text.slice(0, at));
  const selector = text.slice(at + 1);
  if ((POINTERS as readonly string[]).includes(selector))
    return { model, selector: { kind: selector as Pointer } };
  if (/^[A-Za-z]/.test(selector) && !selector.startsWith('v')) {
    throw new GovError('usage', `address: unknown pointer "${selector}"`, {
      hint: suggestWord(selector, POINTERS),
    });
  }
  return { model, selector: { kind: 'version', version: parseVersionNumber(selector) } };
}

/** @throws GovError input when there is no such model, with the nearest name. */
export function requireModel(state: RegistryState, name: string): Model {
  const model = findModel(state, name);
  if (model !== undefined) return model;
  throw new GovError('input', `no model "${name}" in the registry`, {
    hint: suggestWord(name, Object.keys(state.models).sort()),
  });
}

/** @throws GovError input when the address points at nothing. */
export function resolveAddress(state: RegistryState, address: Address): { model: Model; version: Version } {
  const model = requireModel(state, address.model);
  const version = selectVersion(model, address.selector);
  if (version !== undefined) return { model, version };
  const wanted =
    address.selector.kind === 'version'
      ? `version ${address.selector.version}`
      : `${address.selector.kind} version`;
  const newest = sortNewestFirst(Object.keys(model.versions)).slice(0, 5);
  throw new GovError('input', `model "${model.name}" has no ${wanted}`, {
    hint:
      newest.length === 0
        ? 'register one first'
        : `it has ${newest.join(', ')}; see dharma-gov show ${model.name}`,
  });
}

function selectVersion(model: Model, selector: Address['selector']): Version | undefined {
  switch (selector.kind) {
    case 'version':
      return findVersion(model, selector.version);
    case 'production':
      return productionVersion(model);
    case 'staging':
      return newest(model, (version) => version.status === 'staging');
    case 'latest':
      return latestVersion(model);
  }
}

/** The pointers of a model that lead to a version now. */
export function pointersOf(model: Model): { readonly pointer: string; readonly version: Version }[] {
  return POINTERS.flatMap((pointer) => {
    const version = selectVersion(model, { kind: pointer });
    return version === undefined ? [] : [{ pointer, version }];
  });
}

/** The highest version that has not failed. */
export function latestVersion(model: Model): Version | undefined {
  return newest(model, (version) => version.status !== 'failed');
}

/** The highest version that qualifies; a pre-release only when no release does. */
function newest(model: Model, qualifies: (version: Version) => boolean): Version | undefined {
  const qualified = Object.values(model.versions)
    .filter(qualifies)
    .map(({ version }) => version);
  const newestOfAll = newestOf(qualified);
  const chosen =
    newestOfAll === undefined || prerelease(newestOfAll) === null
      ? newestOfAll
      : (newestOf(qualified.filter((version) => prerelease(version) === null)) ?? newestOfAll);
  return chosen === undefined ? undefined : findVersion(model, chosen);
}
