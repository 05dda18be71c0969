import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment } from './shell.js';

function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V']);
    return true;
  } catch {
    process.stderr.write(
      'skipped: the terminal tests need tmux, which is not installed here (.ci/run installs it)\n',
    );
    return false;
  }
}

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-terminal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A real terminal: what a person sees, and keys pressed by one. */
class Terminal {
  private readonly socket = `dharma-gov-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(folder: string) {
    const env = { ...cleanEnvironment(root), TERM: 'xterm-256color', HISTFILE: '/dev/null' };
    this.tmux(
      ['-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '50', '-c', folder, 'bash --norc'],
      env,
    );
    this.type("PS1='> '");
  }

  private tmux(args: readonly string[], env?: NodeJS.ProcessEnv): string {
    return execFileSync('tmux', ['-L', this.socket, ...args], {
      encoding: 'utf8',
      ...(env === undefined ? {} : { env }),
    });
  }

  type(line: string): void {
    this.tmux(['send-keys', '-l', line]);
    this.press('Enter');
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

describe.skipIf(!hasTmux())('on a terminal', () => {
  let terminal: Terminal;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(root, 'project-'));
    mkdirSync(path.join(folder, 'models'));
    terminal = new Terminal(folder);
  });
  afterEach(() => terminal.close());

  async function prepareStaged(): Promise<void> {
    terminal.type('echo model > models/m.bin; clear');
    terminal.type(
      'dharma-gov init --no-input && dharma-gov register churn --artifact models/m.bin && dharma-gov promote churn@1.0.0 --to staging',
    );
    await terminal.waitFor('is now in staging');
    terminal.type('clear');
  }

  it('asks for the settings of a new registry and writes what was answered', async () => {
    terminal.type('dharma-gov init');
    await terminal.waitFor('Folder of the registry');
    terminal.press('Enter');
    await terminal.waitFor('Metric that guards production');
    terminal.type('accuracy');
    await terminal.waitFor('Least accuracy');
    terminal.type('high');
    await terminal.waitFor('a number, such as 0.8');
    for (let letter = 0; letter < 4; letter++) terminal.press('BSpace');
    terminal.type('0.8');
    await terminal.waitFor('How much worse');
    terminal.press('Enter');
    await terminal.waitFor('Drift threshold');
    terminal.press('Enter');
    await terminal.waitFor('registry created');
    expect(readFileSync(path.join(folder, '.dharmarc'), 'utf8')).toContain('minimum: {"accuracy":0.8}');
  });

  it('shows the plan and asks before a step to production', async () => {
    await prepareStaged();
    terminal.type('dharma-gov promote churn@1.0.0 --to production');
    expect(await terminal.waitFor('promote churn@1.0.0 to production?')).toContain(
      '~ churn@1.0.0  staging -> production',
    );
    terminal.type('n');
    await terminal.waitFor('not confirmed: nothing changed');
    terminal.type('dharma-gov promote churn@1.0.0 --to production');
    await terminal.waitFor(/production\?[^\n]*$/m);
    terminal.type('y');
    await terminal.waitFor('is now in production');
  });

  it('changes nothing and exits 130 on Ctrl-C at a question', async () => {
    await prepareStaged();
    terminal.type('dharma-gov promote churn@1.0.0 --to production; echo "exit $?"');
    await terminal.waitFor('to production?');
    terminal.press('C-c');
    const screen = await terminal.waitFor(/^exit \d/m);
    expect(screen).toContain('exit 130');
    expect(screen).not.toContain('error');
    terminal.type('dharma-gov resolve churn@staging');
    await terminal.waitFor(/^1\.0\.0$/m);
  });

  it('draws tables in colour, and without when asked to', async () => {
    await prepareStaged();
    terminal.type('clear; dharma-gov list; echo done');
    await terminal.waitFor(/^done$/m);
    const escapeCode = String.fromCharCode(27);
    expect(terminal.screen(['-e'])).toContain(`${escapeCode}[1mMODEL`);
    terminal.type(
      'clear; NO_COLOR=1 dharma-gov list; dharma-gov list --no-color; TERM=dumb dharma-gov list; echo finished',
    );
    const screen = await terminal.waitFor(/^finished$/m);
    expect(screen.match(/MODEL +TYPE/g)).toHaveLength(3);
    expect(terminal.screen(['-e'])).not.toContain(`${escapeCode}[1m`);
  });

  it('ends as anywhere on a terminal that does not know its width, and shows no progress there', async () => {
    terminal.type('dharma-gov init --no-input; truncate -s 700M models/big.bin; stty cols 0 rows 0; clear');
    terminal.type(
      'dharma-gov register churn --artifact models/big.bin > out 2> /dev/tty; echo "exit $?" > ended',
    );
    for (let attempt = 0; attempt < 400 && !existsSync(path.join(folder, 'ended')); attempt++)
      await sleep(50);
    expect(readFileSync(path.join(folder, 'ended'), 'utf8')).toBe('exit 0\n');
    expect(readFileSync(path.join(folder, 'out'), 'utf8')).toContain('registered churn@1.0.0');
  });

  it('shows how far a long piece of work is, and ends it on Ctrl-C with nothing changed', async () => {
    terminal.type('dharma-gov init --no-input; truncate -s 2G models/big.bin; clear');
    terminal.type('dharma-gov register churn --artifact models/big.bin');
    await terminal.waitFor(/hashing big\.bin \d+ %, \d+ MiB\/s, \d+ s left/);
    terminal.press('C-c');
    terminal.type('echo "$(ls models/.dharma/log | wc -l) entry"');
    await terminal.waitFor(/^1 entry$/m);
  });
});
