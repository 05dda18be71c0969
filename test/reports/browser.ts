import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Message = { id?: number; sessionId?: string; method?: string; params?: unknown; result?: unknown };

/** The command of a Chromium on this machine, or undefined. */
export function findChromium(): string | undefined {
  for (const command of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      execFileSync(command, ['--version'], { stdio: 'ignore' });
      return command;
    } catch {
      // The next one, then.
    }
  }
  return undefined;
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** A headless Chromium, told what to do through the DevTools protocol over a pipe. */
export class Browser {
  private readonly profile = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-chromium-'));
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly events: Message[] = [];
  private lastId = 0;

  constructor(command: string) {
    this.process = spawn(
      command,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--remote-debugging-pipe',
        `--user-data-dir=${this.profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    let rest = '';
    (this.process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = `${rest}${text}`.split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.receive(JSON.parse(message) as Message);
    });
  }

  private receive(message: Message): void {
    if (message.id === undefined) this.events.push(message);
    else this.waiting.get(message.id)?.(message);
  }

  private send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    const id = ++this.lastId;
    (this.process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve) => this.waiting.set(id, ({ result }) => resolve(result as Result)));
  }

  /** Opens a file as a page, and tells what can be seen of it. */
  async open(file: string, { width, scheme }: View): Promise<Page> {
    const { targetId } = await this.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const send = <Result>(method: string, params: object = {}) =>
      this.send<Result>(method, params, sessionId);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`);
    await send('Emulation.setDeviceMetricsOverride', {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    const evaluate = async <Value>(expression: string) => {
      const { result } = await send<{ result: { value: Value } }>('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      return result.value;
    };
    await send('Page.navigate', { url: `file://${file}` });
    await evaluate(
      "new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', done))",
    );
    const eventsOf = (methods: readonly string[]) =>
      this.events.filter((event) => event.sessionId === sessionId && methods.includes(event.method ?? ''));
    return {
      evaluate,
      requests: () =>
        eventsOf(['Network.requestWillBeSent']).map(
          ({ params }) => (params as { request: { url: string } }).request.url,
        ),
      complaints: () =>
        eventsOf(['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded']).map(
          ({ params }) => JSON.stringify(params),
        ),
      send,
    };
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill();
    await ended;
    // Processes that it started may write there for a moment longer.
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

export interface Page {
  readonly evaluate: <Value>(expression: string) => Promise<Value>;
  /** What was asked for, the page itself included. */
  readonly requests: () => string[];
  /** What the page or the browser wrote to the console. */
  readonly complaints: () => string[];
  /** A command of the DevTools protocol, to this page. */
  readonly send: <Result>(method: string, params?: object) => Promise<Result>;
}
