import { open } from 'node:fs/promises';
import path from 'node:path';
import type { Channel, HttpTarget } from '../../config/sink.js';
import { alertmanagerPayload, alertmanagerReminder } from '../../notifications/alertmanager-payload.js';
import type { Notification } from '../../notifications/notification.js';
import type { SendResult, Transport } from '../../notifications/ports.js';
import { slackPayload } from '../../notifications/slack-payload.js';
import { webhookPayload } from '../../notifications/webhook-payload.js';
import { fileError } from '../file-errors.js';
import { runCommandHook } from './command-hook.js';
import { postJson } from './http-post.js';
import { signatureHeaders } from './webhook-signature.js';

export interface TransportOptions {
  /** Holds the secrets that the configuration names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths and programs start. */
  readonly baseFolder: string;
}

export function createTransport(options: TransportOptions): Transport {
  const now = () => new Date();
  return {
    send: (channel, notification) => send(channel, notification, options, now()),
    refresh: (channel, { id }, alerts) =>
      channel.kind === 'alertmanager'
        ? postAlerts(channel, alertmanagerReminder(alerts, id, now().toISOString()), options)
        : Promise.reject(new RangeError(`${channel.kind} needs no reminder`)),
  };
}

async function send(
  channel: Channel,
  notification: Notification,
  options: TransportOptions,
  now: Date,
): Promise<SendResult> {
  const json = JSON.stringify(webhookPayload(notification));
  switch (channel.kind) {
    case 'webhook': {
      const secret = readVariable(options, channel.secretEnv);
      if (isResult(secret)) return secret;
      const timestampS = Math.floor(now.getTime() / 1000);
      return post(channel, '', json, options, {
        'webhook-id': notification.id,
        'webhook-timestamp': String(timestampS),
        ...(secret === null ? {} : signatureHeaders(secret, notification.id, timestampS, json)),
      });
    }
    case 'slack':
      return post(channel, '', JSON.stringify(slackPayload(notification)), options, {});
    case 'alertmanager':
      return postAlerts(channel, alertmanagerPayload(notification, now.toISOString()), options);
    case 'command':
      return runCommandHook(channel.command, json, { cwd: options.baseFolder, env: options.env });
    case 'file':
      return appendLine(path.resolve(options.baseFolder, channel.path), json);
  }
}

function postAlerts(
  target: HttpTarget,
  alerts: readonly object[],
  options: TransportOptions,
): Promise<SendResult> {
  return post(target, '/api/v2/alerts', JSON.stringify(alerts), options, {});
}

async function post(
  target: HttpTarget,
  suffix: string,
  body: string,
  options: TransportOptions,
  headers: Readonly<Record<string, string>>,
): Promise<SendResult> {
  const address = target.url ?? readVariable(options, target.urlEnv);
  const token = readVariable(options, target.tokenEnv);
  if (isResult(address)) return address;
  if (isResult(token)) return token;
  const url = parseAddress(address, suffix);
  if (url === null) return failure(`${target.urlEnv ?? 'url'} holds no address of http or https`);
  return postJson({
    url,
    body,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    allowPrivate: target.allowPrivate,
    allowRedirects: target.allowRedirects,
  });
}

/** Null where none is named; a failure where it is not set. */
function readVariable({ env }: TransportOptions, name: string | null): string | SendResult | null {
  if (name === null) return null;
  const value = env[name];
  return value === undefined || value === '' ? failure(`the variable ${name} is not set`) : value;
}

function isResult(value: string | SendResult | null): value is SendResult {
  return typeof value === 'object' && value !== null;
}

function parseAddress(address: string | null, suffix: string): URL | null {
  try {
    const url = new URL(suffix === '' ? (address ?? '') : `${address?.replace(/\/+$/, '')}${suffix}`);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

async function appendLine(file: string, line: string): Promise<SendResult> {
  try {
    const handle = await open(file, 'a', 0o644);
    try {
      await handle.appendFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { kind: 'delivered' };
  } catch (error) {
    const meaning = fileError(error, 'write', file);
    return failure(meaning instanceof Error ? meaning.message : 'cannot be written');
  }
}

function failure(reason: string): SendResult {
  return { kind: 'failed', reason, retryAfterMs: null };
}
