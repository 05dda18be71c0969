import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { SendResult } from '../../notifications/ports.js';
import { isPublicAddress, lookupPublic, PrivateAddressError } from './public-address.js';

export interface HttpPost {
  readonly url: URL;
  readonly body: string;
  /** Secrets among them: they go to the origin of `url` alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
  readonly allowRedirects: boolean;
}

const TIMEOUT_MS = 10_000;
const MAX_REDIRECTS = 3;

/** What the other side says about a failure is worth a line, not a book. */
const MAX_ANSWER = 2_000;
const MAX_SAID = 200;

/** Shorter parts of an address, such as `api`, are no secrets. */
const MIN_SECRET = 6;

/** Posts JSON. Any 2xx is a delivery; whatever else happens is a reason, without the address, which may be a secret. */
export async function postJson(post: HttpPost): Promise<SendResult> {
  try {
    return await follow(post, 0);
  } catch (error) {
    return failed(describe(error));
  }
}

async function follow(post: HttpPost, redirects: number): Promise<SendResult> {
  const answer = await request(post);
  const { status, location } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status < 300 || status >= 400 || location === undefined) return refusal(answer, post);
  if (!post.allowRedirects)
    return failed(`answered ${status}: redirects are refused; set allowRedirects if it is meant`);
  if (redirects === MAX_REDIRECTS) return failed(`redirected more than ${MAX_REDIRECTS} times`);
  // Others turn the request into a GET without a body: then nothing would be told.
  if (status !== 307 && status !== 308)
    return failed(`answered ${status}: only redirects by 307 and 308 keep a request as it is`);
  const url = new URL(location, post.url);
  if (url.protocol !== 'https:' && url.protocol !== post.url.protocol)
    return failed('redirected to an address without https');
  const { 'content-type': type = 'application/json' } = post.headers;
  const headers = url.origin === post.url.origin ? post.headers : { 'content-type': type };
  return follow({ ...post, url, headers }, redirects + 1);
}

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

function request({ url, body, headers, allowPrivate }: HttpPost): Promise<Answer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address that is written out is never looked up.
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    return Promise.reject(new PrivateAddressError(host));
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: 'POST',
        headers: { 'user-agent': 'dharma-gov', ...headers, 'content-length': bytes.length },
        // Neither a connection of an earlier request nor a proxy of the environment.
        agent: false,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(allowPrivate ? {} : { lookup: lookupPublic }),
      },
      (incoming) => {
        let text = '';
        const done = () =>
          resolve({
            status: incoming.statusCode ?? 0,
            location: incoming.headers.location,
            retryAfter: incoming.headers['retry-after'],
            text,
          });
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
          if (text.length <= MAX_ANSWER) return;
          done();
          incoming.destroy();
        });
        incoming.on('end', done);
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bytes);
  });
}

function refusal({ status, retryAfter, text }: Answer, { url, headers }: HttpPost): SendResult {
  const { authorization = '' } = headers;
  // Many servers answer with the path that they do not know, some with all that they got.
  const secrets = [url.pathname + url.search, url.search, ...url.pathname.split('/'), authorization.slice(7)]
    .filter((secret) => secret.length >= MIN_SECRET)
    .sort((a, b) => b.length - a.length);
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  const said = shown.replace(/\s+/g, ' ').trim().slice(0, MAX_SAID);
  return failed(`answered ${status}${said === '' ? '' : `: ${said}`}`, retryAfterMs(retryAfter));
}

/** Seconds, or a date. */
function retryAfterMs(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

function describe(error: unknown): string {
  if (error instanceof PrivateAddressError) return error.message;
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return `no answer within ${TIMEOUT_MS / 1000} s`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return REASONS[code] ?? code;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host could not be looked up',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'timed out',
  EPIPE: 'connection closed',
};

function failed(reason: string, retry: number | null = null): SendResult {
  return { kind: 'failed', reason, retryAfterMs: retry };
}
