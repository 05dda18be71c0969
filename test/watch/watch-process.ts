import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { cleanEnvironment } from '../cli/shell.js';

/** A running `dharma-gov watch`, of which nothing but its end matters. */
export class WatchProcess {
  private readonly child: ChildProcess;

  constructor(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [path.resolve('bin/dharma-gov.js'), 'watch', ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(folder), ...env },
      stdio: 'ignore',
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it, and tells how it ended. */
  async end(signal: NodeJS.Signals): Promise<{ exitCode: number | null }> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const closed = once(this.child, 'close');
      this.child.kill(signal);
      await closed;
    }
    return { exitCode: this.child.exitCode };
  }
}
