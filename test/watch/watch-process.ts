import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { cleanEnvironment } from '../cli/shell.js';
import { waitUntil } from './wait-until.js';

/** A running `dharma-gov watch`, and what it has written so far. */
export class WatchProcess {
  private readonly child: ChildProcess;
  private errors = '';

  constructor(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [path.resolve('bin/dharma-gov.js'), 'watch', ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(folder), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get log(): string {
    return this.errors;
  }

  /** The first line of the log that matches. */
  waitFor(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray> {
    return waitUntil(
      `${pattern} in ${JSON.stringify(this.errors.slice(-500))}`,
      async () => pattern.exec(this.errors) ?? undefined,
      withinMs,
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it, and tells how it ended. */
  async end(signal: NodeJS.Signals): Promise<{ exitCode: number | null; tookMs: number }> {
    const startedAt = Date.now();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const closed = once(this.child, 'close');
      this.child.kill(signal);
      await closed;
    }
    return { exitCode: this.child.exitCode, tookMs: Date.now() - startedAt };
  }
}
