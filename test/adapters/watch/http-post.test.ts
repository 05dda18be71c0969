import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpPost, postJson } from '../../../src/adapters/watch/http-post.js';
import { createTransport } from '../../../src/adapters/watch/transport.js';
import { makeNotification } from '../../notifications/make-notification.js';

// 127.0.0.1 stands for the public internet here, so that a way from there to a private address can be tried.
vi.mock(import('../../../src/adapters/watch/public-address.js'), async (importOriginal) => {
  const original = await importOriginal();
  const isPublicAddress = (address: string) => address === '127.0.0.1' || original.isPublicAddress(address);
  return { ...original, isPublicAddress };
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** @returns its address */
async function serve(answer: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

function post(url: string, options: Partial<HttpPost> = {}): ReturnType<typeof postJson> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer token-of-mine' };
  return postJson({
    url: new URL(url),
    body: '{}',
    headers,
    allowPrivate: false,
    allowRedirects: false,
    ...options,
  });
}

const failed = (reason: string, retryAfterMs: number | null = null) => ({
  kind: 'failed',
  reason,
  retryAfterMs,
});

describe('a request', () => {
  it.each([200, 201, 202, 204])('is a delivery when it is answered by %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    expect(await post(url)).toEqual({ kind: 'delivered' });
  });

  it('is not made to a private address unless that is allowed', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.end();
    }, '127.0.0.2');
    const reason = 'is a private address; set allowPrivate for this sink if it is meant';
    expect(await post(url)).toEqual(failed(`127.0.0.2 ${reason}`));
    expect(await post(url.replace('127.0.0.2', '[::ffff:127.0.0.2]'))).toEqual(
      failed(`::ffff:7f00:2 ${reason}`),
    );
    expect(await post(url.replace('127.0.0.2', 'localhost'))).toEqual(failed(`localhost ${reason}`));
    expect(asked).toBe(0);
    expect(await post(url, { allowPrivate: true })).toEqual({ kind: 'delivered' });
  });

  it('names why it could not be made', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await post(url)).toEqual(failed('connection reset'));
    const closed = await serve(() => {});
    servers.pop()?.close();
    expect(await post(closed)).toEqual(failed('connection refused'));
  });
});

describe('an answer that is no delivery', () => {
  it.each([
    ['120', 120_000],
    ['0', null],
    ['soon', null],
    ['Thu, 01 Jan 1970 00:00:00 GMT', null],
  ])('asks for another try by Retry-After: %s', async (text, retryAfterMs) => {
    const url = await serve((_, response) =>
      response.writeHead(429, { 'retry-after': text }).end('slow down'),
    );
    expect(await post(url)).toEqual(failed('answered 429: slow down', retryAfterMs));
  });

  it('asks for another try at an instant', async () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const url = await serve((_, response) => response.writeHead(503, { 'retry-after': inAMinute }).end());
    const result = await post(url);
    expect(result).toMatchObject({ kind: 'failed', reason: 'answered 503' });
    expect(result.kind === 'failed' ? result.retryAfterMs : null).toBeGreaterThan(50_000);
    expect(result.kind === 'failed' ? result.retryAfterMs : null).toBeLessThanOrEqual(60_000);
  });

  it('is told in a line, however long it is', async () => {
    const url = await serve((_, response) => {
      response.writeHead(500);
      const flood = setInterval(() => response.write('no  \n'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(flood));
    });
    const result = await post(url);
    expect(result.kind === 'failed' ? result.reason : '').toMatch(/^answered 500: (no ){66}no?$/);
  });
});

describe('a redirect', () => {
  /** A first server that redirects to a second one, which remembers the headers. */
  async function redirect(status: number, host = '127.0.0.1') {
    const seen: { method: string | undefined; headers: IncomingHttpHeaders }[] = [];
    const second = await serve(({ method, headers }, response) => {
      seen.push({ method, headers });
      response.end();
    }, host);
    const first = await serve((_, response) => response.writeHead(status, { location: `${second}/x` }).end());
    return { first, seen };
  }

  it('is refused unless it is allowed', async () => {
    const { first, seen } = await redirect(307);
    expect(await post(first)).toEqual(
      failed('answered 307: redirects are refused; set allowRedirects if it is meant'),
    );
    expect(seen).toEqual([]);
  });

  it('is followed as the same request, without the token where another server is asked', async () => {
    const { first, seen } = await redirect(307);
    expect(await post(first, { allowRedirects: true })).toEqual({ kind: 'delivered' });
    expect(seen).toEqual([
      { method: 'POST', headers: expect.objectContaining({ 'content-type': 'application/json' }) },
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it('keeps the token on the same server', async () => {
    const tokens: unknown[] = [];
    const url = await serve(({ url: path, headers }, response) => {
      tokens.push(headers.authorization);
      if (path === '/') response.writeHead(308, { location: '/there' });
      response.end();
    });
    expect(await post(url, { allowRedirects: true })).toEqual({ kind: 'delivered' });
    expect(tokens).toEqual(['Bearer token-of-mine', 'Bearer token-of-mine']);
  });

  it('never leads to a private address', async () => {
    const { first, seen } = await redirect(307, '127.0.0.2');
    expect(await post(first, { allowRedirects: true })).toEqual(
      failed('127.0.0.2 is a private address; set allowPrivate for this sink if it is meant'),
    );
    expect(seen).toEqual([]);
  });

  it.each([301, 302, 303])('by %i is none that keeps what is told', async (status) => {
    const { first, seen } = await redirect(status);
    expect(await post(first, { allowRedirects: true })).toEqual(
      failed(`answered ${status}: only redirects by 307 and 308 keep a request as it is`),
    );
    expect(seen).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'ftp://example.com/'])('never leaves HTTP: %s', async (location) => {
    const url = await serve((_, response) => response.writeHead(307, { location }).end());
    expect(await post(url, { allowRedirects: true })).toEqual(
      failed('redirected to an address without https'),
    );
  });

  it('in a circle ends', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.writeHead(307, { location: '/' }).end();
    });
    expect(await post(url, { allowRedirects: true })).toEqual(failed('redirected more than 3 times'));
    expect(asked).toBe(4);
  });
});

describe('a secret', () => {
  const channel = {
    kind: 'webhook',
    url: null,
    urlEnv: 'HOOK',
    tokenEnv: 'TOKEN',
    secretEnv: null,
    allowPrivate: false,
    allowRedirects: false,
  } as const;
  const send = (address: string) => {
    const env = { HOOK: address, TOKEN: 'token-of-mine' };
    return createTransport({ env, baseFolder: '.' }).send(channel, makeNotification());
  };

  it('is not in the reason when a server answers with all that it was asked', async () => {
    const url = await serve(({ url: path, headers }, response) => {
      const parts = String(path).split('/').join(' and ');
      response.writeHead(404).end(`cannot POST ${path} (${parts}) with ${headers.authorization}`);
    });
    expect(await send(`${url}/services/T0123456/secret-part?key=also-secret`)).toEqual(
      failed('answered 404: cannot POST … ( and … and … and ……) with Bearer …'),
    );
  });

  it('is not in the reason when the address is none, or cannot be reached', async () => {
    for (const address of [
      'secret-part',
      'file:///secret-part',
      'http://me:secret-part@127.0.0.1:1/secret-part',
    ]) {
      const result = await send(address);
      expect(result.kind).toBe('failed');
      expect(JSON.stringify(result)).not.toContain('secret-part');
    }
  });
});
