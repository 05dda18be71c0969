import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedHook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

/** A receiver on this machine that answers as it is told, and remembers what it got. */
export class HookReceiver {
  readonly received: ReceivedHook[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { status, headers } = this.answer(String(request.headers['webhook-id'] ?? ''), request.url ?? '');
      this.received.push({ path: request.url ?? '', headers: request.headers, body, status });
      response.writeHead(status, headers).end();
    });
  });

  constructor(
    private readonly answer: (
      id: string,
      path: string,
    ) => { status: number; headers?: Record<string, string> },
  ) {}

  /** @returns its address */
  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
