import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasProgram, Terminal } from './terminal.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-terminal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(!hasProgram('tmux', '-V'))('on a terminal', () => {
  let terminal: Terminal;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(root, 'project-'));
    mkdirSync(path.join(folder, 'models'));
    terminal = new Terminal(root, folder);
    terminal.type("PS1='> '");
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
