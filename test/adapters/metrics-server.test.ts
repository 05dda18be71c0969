import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type MetricsServer, startMetricsServer } from '../../src/adapters/watch/metrics-server.js';
import { GovError } from '../../src/core/errors.js';

const servers: MetricsServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve({ ok = true, port = 0 } = {}): Promise<MetricsServer> {
  const probe = () => ({ ok, message: ok ? 'ok' : 'the loop has not looked for 100 s' });
  const source = { metrics: async () => 'up 1\n', alive: probe, ready: probe };
  const server = await startMetricsServer(source, { host: '127.0.0.1', port });
  servers.push(server);
  return server;
}

/** What comes back for bytes that no client of HTTP would let us send. */
async function sendRaw({ url }: MetricsServer, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.end(text);
  await once(socket, 'close');
  return answer;
}

describe('the server of metrics', () => {
  it('answers its three addresses, and no others', async () => {
    const { url } = await serve();
    const statusOf = async (target: string, method = 'GET') => (await fetch(url + target, { method })).status;
    expect(await statusOf('/metrics')).toBe(200);
    expect(await statusOf('/metrics?name=x')).toBe(200);
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/readyz')).toBe(200);
    expect(await statusOf('/')).toBe(404);
    expect(await statusOf('/metrics/..%2f..%2fetc/passwd')).toBe(404);
    expect(await statusOf('/metrics', 'POST')).toBe(405);
  });

  it('says 503 and why while the loop is stuck', async () => {
    const { url } = await serve({ ok: false });
    const answer = await fetch(`${url}/healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('the loop has not looked for 100 s\n');
  });

  it('survives addresses that are none, and headers without end', async () => {
    const server = await serve();
    for (const target of ['//', 'http://', '//[', '*', '/%zz']) {
      const answer = await sendRaw(server, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer, target).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect(await sendRaw(server, `GET / HTTP/1.1\r\nHost: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
  });

  it('refuses a port that is taken, with exit 6 and what to do', async () => {
    const { url } = await serve();
    const refusal = await serve({ port: Number(new URL(url).port) }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(GovError);
    expect(refusal).toMatchObject({ exitCode: 6, hint: expect.stringContaining('--metrics-port') });
  });

  it('closes at once whoever is still connected', async () => {
    const server = await serve();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const startedAt = Date.now();
    await server.close();
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    socket.destroy();
  });
});
