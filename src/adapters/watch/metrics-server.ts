import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GovError } from '../../core/errors.js';
import { fileError, systemCode } from '../file-errors.js';
import { PROMETHEUS_TYPE } from './prometheus-text.js';

/** Whether something is as it should be, and in a line why not. */
export interface Probe {
  readonly ok: boolean;
  readonly message: string;
}

export interface MetricsSource {
  /** Text of Prometheus. */
  readonly metrics: () => Promise<string>;
  /** Whether the loop goes on. */
  readonly alive: () => Probe;
  /** Whether the registry was read, and nothing is stopping. */
  readonly ready: () => Probe;
}

export interface MetricsServer {
  /** `http://127.0.0.1:9464`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz`, and nothing else.
 * @param port 0: any that is free
 * @throws GovError unavailable when the port is taken, forbidden when it may not be used.
 */
export async function startMetricsServer(
  source: MetricsSource,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const server = createServer({ maxHeaderSize: 8_192, requestTimeout: 10_000 }, (request, response) => {
    void answer(source, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, `${host}:${port}`)));
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A scrape that hangs does not keep the program from ending.
        server.closeAllConnections();
      }),
  };
}

function listenError(error: Error, address: string): unknown {
  const code = systemCode(error);
  if (code === 'EADDRINUSE') {
    return new GovError('unavailable', `cannot listen on ${address}: somebody else does`, {
      hint: 'choose another --metrics-port; 0: any that is free',
      cause: error,
    });
  }
  return fileError(error, 'listen on', address);
}

async function answer(
  source: MetricsSource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Not by `new URL`, which throws for what some clients send: `//`.
  const [pathname] = (request.url ?? '/').split('?', 1);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return end(response, 405, 'only GET\n', { allow: 'GET, HEAD' });
  }
  if (pathname === '/healthz' || pathname === '/readyz') {
    const { ok, message } = pathname === '/healthz' ? source.alive() : source.ready();
    return end(response, ok ? 200 : 503, `${message}\n`, {});
  }
  if (pathname !== '/metrics') return end(response, 404, 'see /metrics, /healthz, /readyz\n', {});
  try {
    return end(response, 200, await source.metrics(), { 'content-type': PROMETHEUS_TYPE });
  } catch (error) {
    return end(response, 500, `${error instanceof Error ? error.message : error}\n`, {});
  }
}

function end(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}
