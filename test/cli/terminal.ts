import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment } from './shell.js';

/** Says so where tests have to be skipped for want of a program. */
export function hasProgram(name: string, versionFlag: string): boolean {
  try {
    execFileSync(name, [versionFlag], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(
      `skipped: tests on a terminal need ${name}, which is not installed here (.ci/run installs it)\n`,
    );
    return false;
  }
}

/** A real terminal: what a person sees, and keys pressed by one. */
export class Terminal {
  private readonly socket = `dharma-gov-${process.pid}-${Math.random().toString(36).slice(2)}`;

  /** @param home what `~` is there */
  constructor(home: string, folder: string, shell = 'bash --norc') {
    const env = { ...cleanEnvironment(home), TERM: 'xterm-256color', HISTFILE: '/dev/null' };
    this.tmux(['-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '50', '-c', folder, shell], env);
  }

  private tmux(args: readonly string[], env?: NodeJS.ProcessEnv): string {
    return execFileSync('tmux', ['-L', this.socket, ...args], {
      encoding: 'utf8',
      ...(env === undefined ? {} : { env }),
    });
  }

  type(line: string): void {
    this.write(line);
    this.press('Enter');
  }

  /** Types without Enter. */
  write(text: string): void {
    this.tmux(['send-keys', '-l', text]);
  }

  press(key: string): void {
    this.tmux(['send-keys', key]);
  }

  screen(options: readonly string[] = []): string {
    return this.tmux(['capture-pane', '-p', ...options]);
  }

  async waitFor(text: string | RegExp): Promise<string> {
    for (let attempt = 0; attempt < 300; attempt++) {
      const screen = this.screen();
      if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) return screen;
      await sleep(50);
    }
    throw new Error(`"${text}" did not appear:\n${this.screen()}`);
  }

  close(): void {
    this.tmux(['kill-server']);
  }
}
