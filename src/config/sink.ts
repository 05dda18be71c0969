import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import type { KeyType } from './key.js';

export const SEVERITIES = ['moderate', 'severe'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** An address of HTTP, and what may be done to reach it. Secrets stand in variables, never in the configuration. */
export interface HttpTarget {
  /** Exactly one of the two: the address itself, or the variable that holds it, since many are secrets. */
  readonly url: string | null;
  readonly urlEnv: string | null;
  /** Variable that holds a bearer token; null: none is sent. */
  readonly tokenEnv: string | null;
  /** Whether an address of this machine or of a private network may be asked. */
  readonly allowPrivate: boolean;
  readonly allowRedirects: boolean;
}

export interface Webhook extends HttpTarget {
  readonly kind: 'webhook';
  /** Variable that holds the secret by which requests are signed (HMAC-SHA256); null: they are not. */
  readonly secretEnv: string | null;
}

export interface CommandHook {
  readonly kind: 'command';
  /** A program and its arguments, started without a shell; JSON on its standard input. */
  readonly command: readonly string[];
}

/** Where people or programs are told something. */
export type Channel =
  | Webhook
  | CommandHook
  | ({ readonly kind: 'slack' } & HttpTarget)
  /** `url` is that of the server, without `/api/v2`. */
  | ({ readonly kind: 'alertmanager' } & HttpTarget)
  /** A line of JSON each, appended; relative to the folder of `.dharmarc`. */
  | { readonly kind: 'file'; readonly path: string };

export type ChannelKind = Channel['kind'];

/** A channel, and how bad that is which is told there. */
export type Sink = Channel & { readonly severities: readonly Severity[] };

/** By the name that a person gave them. */
export type Sinks = Readonly<Record<string, Sink>>;

/** What asks for retraining: a program, or a service that starts it. */
export type RetrainingHook = Webhook | CommandHook;

interface Field {
  readonly type: KeyType;
  /** Undefined: it has to be given. */
  readonly default: unknown;
}

const TEXT: KeyType = { kind: 'text' };

/** Names of variables; those of the program's own settings hold no secrets. */
const optionalText: Field = { type: TEXT, default: null };
const optionalFlag: Field = { type: { kind: 'boolean' }, default: false };

const HTTP_FIELDS: Readonly<Record<string, Field>> = {
  url: optionalText,
  urlEnv: optionalText,
  tokenEnv: optionalText,
  allowPrivate: optionalFlag,
  allowRedirects: optionalFlag,
};

const FIELDS: Readonly<Record<ChannelKind, Readonly<Record<string, Field>>>> = {
  webhook: { ...HTTP_FIELDS, secretEnv: optionalText },
  slack: HTTP_FIELDS,
  alertmanager: HTTP_FIELDS,
  command: { command: { type: { kind: 'text-list' }, default: undefined } },
  file: { path: { type: TEXT, default: undefined } },
};

const SEVERITY_FIELD: Readonly<Record<string, Field>> = {
  severities: { type: { kind: 'choice-list', choices: SEVERITIES }, default: SEVERITIES },
};

type ReadValue = (type: KeyType, value: unknown, place: string) => unknown;

/** @throws GovError config naming the place, and what is unknown, missing or wrong there. */
export function readSink(value: unknown, place: string, read: ReadValue): Sink {
  return readFields(value, place, read, Object.keys(FIELDS) as ChannelKind[], SEVERITY_FIELD) as Sink;
}

/** The same for the hook that asks for retraining. */
export function readRetrainingHook(value: unknown, place: string, read: ReadValue): RetrainingHook {
  return readFields(value, place, read, ['webhook', 'command'], {}) as RetrainingHook;
}

function readFields(
  value: unknown,
  place: string,
  read: ReadValue,
  kinds: readonly ChannelKind[],
  more: Readonly<Record<string, Field>>,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GovError('config', `${place}: expected a mapping with a kind, got ${JSON.stringify(value)}`, {
      hint: `kind: ${kinds.join(', ')}`,
    });
  }
  const { kind, ...given } = value as Record<string, unknown>;
  if (!kinds.some((known) => known === kind)) {
    throw new GovError('config', `${place}.kind: expected ${kinds.join(', ')}, got ${JSON.stringify(kind)}`);
  }
  const fields = { ...FIELDS[kind as ChannelKind], ...more };
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) {
    throw new GovError('config', `${place}.${unknown}: unknown key`, {
      hint: suggestWord(unknown, Object.keys(fields)),
    });
  }
  const channel: Record<string, unknown> = { kind };
  for (const [name, { type, default: otherwise }] of Object.entries(fields)) {
    const item = given[name] ?? null;
    if (item === null && otherwise === undefined) {
      throw new GovError('config', `${place}.${name}: missing`, { hint: `kind ${kind} needs it` });
    }
    channel[name] = item === null ? otherwise : read(type, item, `${place}.${name}`);
  }
  checkChannel(channel, place);
  return channel;
}

function checkChannel(channel: Readonly<Record<string, unknown>>, place: string): void {
  if (Array.isArray(channel.command) && channel.command.length === 0) {
    throw new GovError('config', `${place}.command: expected a program and its arguments, got []`);
  }
  if (Array.isArray(channel.severities) && channel.severities.length === 0) {
    throw new GovError('config', `${place}.severities: expected ${SEVERITIES.join(', ')} or both, got []`);
  }
  for (const name of ['urlEnv', 'tokenEnv', 'secretEnv']) {
    const variable = channel[name];
    if (typeof variable === 'string' && !/^(?!DHARMA_)[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
      throw new GovError(
        'config',
        `${place}.${name}: expected the name of a variable, got ${JSON.stringify(variable)}`,
        { hint: 'a name such as ALERT_HOOK_SECRET; DHARMA_... are settings of this program' },
      );
    }
  }
  if (!Object.hasOwn(channel, 'url')) return;
  if ((channel.url === null) === (channel.urlEnv === null)) {
    throw new GovError('config', `${place}: expected either url or urlEnv`, {
      hint: 'urlEnv names the variable that holds an address which is a secret',
    });
  }
  if (typeof channel.url === 'string' && !/^https?:\/\/[^\s/]/.test(channel.url)) {
    throw new GovError(
      'config',
      `${place}.url: expected an address of http or https, got ${JSON.stringify(channel.url)}`,
    );
  }
}
