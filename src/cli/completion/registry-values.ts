import { unresolvedAlerts } from '../../alerts/plan-act.js';
import { readModels } from '../../governance/registry/read-registry.js';
import { pointersOf } from '../../registry/address.js';
import { sortNewestFirst } from '../../registry/names.js';
import { experimentsOf, type Model } from '../../registry/state.js';
import type { Io } from '../io.js';
import { openSession } from '../session.js';
import type { Candidate } from './candidate.js';
import type { Cursor } from './typed-command.js';

/** Values of one kind. `text` is what is typed of it. */
type Source = (models: readonly Model[], text: string, cursor: Cursor) => Candidate[];

/** What help pages call a value that the registry knows -> such values. */
const SOURCES: Readonly<Record<string, Source>> = {
  model: (models) => models.map(({ name, type }) => ({ word: name, description: type })),
  address: listAddresses,
  version: (models, _text, { operands: [target = ''] }) =>
    models.filter(({ name }) => name === target.split(/[@/]/, 1)[0]).flatMap(listVersions),
  test: (models) =>
    models.flatMap((model) =>
      experimentsOf(model).map(({ id, arms, stopped }) => ({
        word: `${model.name}/${id}`,
        description: `${stopped === null ? 'running' : 'ended'}: ${arms.map(({ version }) => version).join(' / ')}`,
      })),
    ),
  alert: (models) =>
    models.flatMap(unresolvedAlerts).map(({ id, message }) => ({ word: id, description: message })),
};

/** Addresses of the only model that can be meant; of several their names first, as there may be thousands of versions. */
function listAddresses(models: readonly Model[], text: string): Candidate[] {
  const meant = models.filter(({ name }) => `${name}@`.startsWith(text) || text.startsWith(`${name}@`));
  if (meant.length > 1) return meant.map(({ name, type }) => ({ word: `${name}@`, description: type }));
  return meant.flatMap((model) =>
    [
      ...pointersOf(model).map(({ pointer, version }) => ({ word: pointer, description: version.version })),
      ...listVersions(model),
    ].map(({ word, description }) => ({ word: `${model.name}@${word}`, description })),
  );
}

function listVersions({ versions }: Model): Candidate[] {
  return sortNewestFirst(Object.keys(versions)).map((version) => ({
    word: version,
    description: versions[version]?.status ?? '',
  }));
}

/** A registry may come from anybody, and bash puts what it is offered on the command line as it is. */
const PLAIN_WORD = /^[A-Za-z0-9][\w.@:/-]*$/;

/**
 * What the registry named on the line holds of the kind that the help page calls `name`; nothing where it cannot be read.
 * A broken registry, a bad `.dharmarc` and none of them are for the command itself to tell: here every word of it would
 * land in the middle of what somebody types.
 */
export async function listRegistryValues(
  io: Io,
  cursor: Cursor,
  name: string,
  text: string,
): Promise<Candidate[]> {
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
  if (source === undefined) return [];
  try {
    const models = await readModelsQuietly(io, cursor.values);
    return source(models, text, cursor).filter(({ word }) => PLAIN_WORD.test(word));
  } catch {
    return [];
  }
}

async function readModelsQuietly(io: Io, typed: Cursor['values']): Promise<Model[]> {
  const registry = typed.get('--registry');
  const dharmarc = typed.get('--dharmarc');
  const options = {
    color: false,
    input: false,
    ...(registry === undefined ? {} : { registry }),
    ...(dharmarc === undefined ? {} : { dharmarc }),
  };
  const { governance } = await openSession(io, options, () => {});
  return readModels(governance);
}
