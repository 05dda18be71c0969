import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import type { KeyType } from './key.js';
import { CONFIG_KEY_NAMES, CONFIG_KEYS, type Config, type ConfigKey, environmentNameOf } from './keys.js';
import { readConfigValue } from './read-value.js';

/** A parsed `.dharmarc`. */
export interface ConfigDocument {
  /** Its path, as a user would write it. */
  readonly path: string;
  readonly content: unknown;
  /** 1-based line of a key, where the parser knows it. */
  readonly lineOf: (path: readonly string[]) => number | undefined;
}

/** Where a value came from: `default`, a flag, a variable, or a file and line. */
export interface ResolvedConfig {
  /** The file that was read, if there was one. */
  readonly document: ConfigDocument | undefined;
  readonly config: Config;
  readonly origins: Readonly<Record<ConfigKey, string>>;
}

/**
 * Flag over environment over file over default, key by key.
 * @param flags values given on the command line, already of the right type
 * @param environment the process environment; only `DHARMA_*` is looked at
 * @throws GovError config for an unknown key (with the nearest known one) or a value of the wrong type.
 */
export function resolveConfig(
  document: ConfigDocument | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  flags: Partial<Config>,
): ResolvedConfig {
  const values = new Map<ConfigKey, unknown>(CONFIG_KEY_NAMES.map((key) => [key, CONFIG_KEYS[key].default]));
  const origins = new Map<ConfigKey, string>(CONFIG_KEY_NAMES.map((key) => [key, 'default']));
  const set = (key: ConfigKey, value: unknown, origin: string) => {
    values.set(key, value);
    origins.set(key, origin);
  };
  if (document !== undefined) readDocument(document, set);
  readEnvironment(environment, set);
  for (const [key, value] of Object.entries(flags)) {
    if (value !== undefined) set(key as ConfigKey, value, 'flag');
  }
  return {
    document,
    config: Object.fromEntries(values) as Config,
    origins: Object.fromEntries(origins) as Record<ConfigKey, string>,
  };
}

type SetValue = (key: ConfigKey, value: unknown, origin: string) => void;

/** Sections, such as `gates` and `gates.production`: names that hold keys but no value. */
const SECTIONS = new Set(
  CONFIG_KEY_NAMES.flatMap((key) =>
    key
      .split('.')
      .slice(0, -1)
      .map((_, index, parts) => parts.slice(0, index + 1).join('.')),
  ),
);

function readDocument(document: ConfigDocument, set: SetValue): void {
  // An empty file, or one with comments only, sets nothing.
  if (document.content === null || document.content === undefined) return;
  readSection(document, document.content, [], set);
}

function readSection(
  document: ConfigDocument,
  content: unknown,
  path: readonly string[],
  set: SetValue,
): void {
  const place = placeOf(document, path);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new GovError('config', `${place}: expected settings, got ${JSON.stringify(content)}`);
  }
  for (const [name, value] of Object.entries(content)) {
    const keyPath = [...path, name];
    const key = keyPath.join('.');
    if (SECTIONS.has(key)) {
      // `gates:` with everything under it commented out is an empty section.
      if (value !== null) readSection(document, value, keyPath, set);
    } else if (Object.hasOwn(CONFIG_KEYS, key)) {
      const known = key as ConfigKey;
      const keyPlace = placeOf(document, keyPath);
      // `key:` or `key: null` says "unset" where a key can be unset.
      if (value === null && CONFIG_KEYS[known].default === null) continue;
      const origin = keyPlace.slice(0, -key.length - 2);
      set(known, readConfigValue(CONFIG_KEYS[known].type, value, keyPlace), origin);
    } else {
      throw new GovError('config', `${placeOf(document, keyPath)}: unknown key`, {
        hint: suggestWord(
          key,
          [...SECTIONS, ...CONFIG_KEY_NAMES].filter(
            (other) => path.length === 0 || other.startsWith(`${path.join('.')}.`),
          ),
        ),
      });
    }
  }
}

/** `.dharmarc:12: gates.production`, or without the line where it is not known. */
function placeOf(document: ConfigDocument, path: readonly string[]): string {
  const line = document.lineOf(path);
  return [line === undefined ? document.path : `${document.path}:${line}`, path.join('.')]
    .filter(Boolean)
    .join(': ');
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>, set: SetValue): void {
  const keyOfName = new Map(CONFIG_KEY_NAMES.map((key) => [environmentNameOf(key), key]));
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('DHARMA_') || text === undefined || text === '') continue;
    const key = keyOfName.get(name);
    if (key === undefined) {
      throw new GovError('config', `environment: ${name}: unknown setting`, {
        hint: suggestWord(name, [...keyOfName.keys()]),
      });
    }
    set(
      key,
      readConfigValue(CONFIG_KEYS[key].type, parseText(CONFIG_KEYS[key].type, text), `environment: ${name}`),
      name,
    );
  }
}

/** Text of a variable -> the value it spells; lists and maps are written as JSON. */
function parseText(type: KeyType, text: string): unknown {
  if (type.kind === 'text') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
