import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeExampleProject } from '../cli/example-project.js';
import { runShell } from '../cli/shell.js';
import { hasProgram, Terminal } from '../cli/terminal.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-completion-'));
const project = path.join(root, 'project');

beforeAll(async () => {
  await makeExampleProject(project);
  writeFileSync(path.join(project, 'my model.bin'), 'model');
  writeFileSync(path.join(project, 'report.html'), '');
  writeFileSync(path.join(project, 'evil$(touch hit).bin'), '');
  const { stderr } = await runShell(
    `dharma-gov register Odd.name_2-x --artifact models/1.0.0/model.json >/dev/null
    mkdir 'other place'
    DHARMA_REGISTRY_PATH='other place' dharma-gov init >/dev/null && cp models/1.0.0/model.json 'other place'
    dharma-gov register only-there --registry 'other place' --artifact 'other place/model.json' >/dev/null`,
    project,
  );
  expect(stderr).toBe('');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What is typed -> what a Tab makes of it; the `X` typed behind it shows whether there is a space. */
const COMPLETIONS: readonly (readonly [typed: string, shown: string])[] = [
  ['dharma-gov prom', 'dharma-gov promote X'],
  ['dharma-gov ab-test pl', 'dharma-gov ab-test plan X'],
  ['dharma-gov help exi', 'dharma-gov help exit-codes X'],
  ['dharma-gov completion zs', 'dharma-gov completion zsh X'],
  ['dharma-gov register m --artif', 'dharma-gov register m --artifact X'],
  ['dharma-gov promote ch', 'dharma-gov promote churn@X'],
  ['dharma-gov promote churn@1.1', 'dharma-gov promote churn@1.1.0 X'],
  ['dharma-gov promote "churn@1.1', 'dharma-gov promote "churn@1.1.0" X'],
  ['dharma-gov promote churn@prod', 'dharma-gov promote churn@production X'],
  ['dharma-gov rollback Odd', 'dharma-gov rollback Odd.name_2-x X'],
  ['dharma-gov rollback churn --to=1.1', 'dharma-gov rollback churn --to=1.1.0 X'],
  ['dharma-gov promote x --to st', 'dharma-gov promote x --to staging X'],
  ['dharma-gov promote x --to=st', 'dharma-gov promote x --to=staging X'],
  ['dharma-gov promote x --report ht', 'dharma-gov promote x --report html=X'],
  ['dharma-gov promote x --report html=rep', 'dharma-gov promote x --report html=report.html X'],
  ['dharma-gov promote x --report=html=rep', 'dharma-gov promote x --report=html=report.html X'],
  ['dharma-gov register m --artifact rep', 'dharma-gov register m --artifact report.html X'],
  ['dharma-gov register m --artifact=rep', 'dharma-gov register m --artifact=report.html X'],
  ['dharma-gov register m --artifact my\\ m', 'dharma-gov register m --artifact my\\ model.bin X'],
  ['dharma-gov list --registry=mod', 'dharma-gov list --registry=models/X'],
  ['dharma-gov ab-test stop churn/', 'dharma-gov ab-test stop churn/ab-1 X'],
  ['dharma-gov alerts ack churn:1', 'dharma-gov alerts ack churn:1 X'],
  [
    "dharma-gov show --registry 'other place' only-there@l",
    "dharma-gov show --registry 'other place' only-there@latest X",
  ],
  ['dharma-gov resolve only-there@l', 'dharma-gov resolve only-there@lX'],
];

interface Shell {
  readonly name: string;
  readonly program: 'bash' | 'zsh' | 'fish';
  readonly command: string;
  readonly setUp: readonly string[];
}

const BASH = {
  program: 'bash',
  command: 'bash --norc --noprofile',
  setUp: ["PS1='> '", 'source <(dharma-gov completion bash)'],
} as const;

const SHELLS: readonly Shell[] = [
  { name: 'bash', ...BASH },
  {
    ...BASH,
    name: 'bash that ends words at spaces only',
    setUp: [...BASH.setUp, "COMP_WORDBREAKS=$' \\t\\n'"],
  },
  {
    name: 'zsh',
    program: 'zsh',
    command: 'zsh -f',
    setUp: ["PS1='> '", 'autoload -U compinit; compinit -D -u', 'source <(dharma-gov completion zsh)'],
  },
  {
    name: 'fish',
    program: 'fish',
    command: 'fish --private --no-config',
    setUp: ["function fish_prompt; echo '> '; end", 'dharma-gov completion fish | source'],
  },
];

const hasTmux = hasProgram('tmux', '-V');

for (const { name, program, command, setUp } of SHELLS) {
  describe.skipIf(!hasTmux || !hasProgram(program, '--version'))(`completion in ${name}`, () => {
    let terminal: Terminal;
    afterEach(() => terminal.close());

    async function open(folder: string): Promise<void> {
      terminal = new Terminal(root, project, command);
      for (const line of [...setUp, `cd ${folder}`]) terminal.type(line);
      terminal.type('echo ready | tr a-z A-Z');
      await terminal.waitFor('READY');
      terminal.type('clear');
      await terminal.waitFor(/^> *\n+$/);
    }

    function pressTab(typed: string): void {
      terminal.write(typed);
      terminal.press('Tab');
    }

    it('finishes commands, options, values, versions, tests, alerts and files', async () => {
      await open(project);
      for (const [typed, shown] of COMPLETIONS) {
        pressTab(typed);
        terminal.write('X');
        const screen = await terminal.waitFor(`> ${shown}`);
        expect(screen).not.toMatch(/error|warning|not found/);
        terminal.press('C-u');
        terminal.type('clear');
        await terminal.waitFor(/^> *\n+$/);
      }
    });

    it('lists what there is to choose from', async () => {
      await open(project);
      pressTab('dharma-gov promote churn@1.');
      terminal.press('Tab');
      const screen = await terminal.waitFor(/(@1\.[012]\.0.*){3}/s);
      if (program !== 'bash') expect(screen).toContain('staging');
    });

    it('runs nothing that a name of a file says', async () => {
      await open(project);
      pressTab('dharma-gov register m --artifact=evil');
      await terminal.waitFor(/evil\\\$\\\(touch\\ hit\\\)\.bin/);
      terminal.press('Tab');
      terminal.type(' ; echo end | tr a-z A-Z');
      await terminal.waitFor('END');
      expect(existsSync(path.join(project, 'hit'))).toBe(false);
    });

    it.each([
      ['no registry', () => {}],
      ['a bad .dharmarc', (folder: string) => writeFileSync(path.join(folder, '.dharmarc'), 'a: [')],
      [
        'a broken registry',
        (folder: string) => {
          mkdirSync(path.join(folder, 'models/.dharma/log'), { recursive: true });
          writeFileSync(path.join(folder, 'models/registry.json'), 'broken');
          writeFileSync(path.join(folder, 'models/.dharma/log/000000000001.json'), 'broken');
        },
      ],
    ])('says nothing of %s, and still knows the options', async (_what, make) => {
      const folder = mkdtempSync(path.join(root, 'empty-'));
      make(folder);
      await open(folder);
      pressTab('dharma-gov promote ch');
      pressTab(' --to st');
      terminal.write('X');
      const screen = await terminal.waitFor(/--to stagingX|--to staging X/);
      expect(screen.trim()).toBe('> dharma-gov promote ch --to staging X');
    });
  });
}

describe('the scripts', () => {
  it('say where they go', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { stdout } = await runShell(`dharma-gov completion ${shell}`);
      expect(stdout).toMatch(new RegExp(`^# Install: dharma-gov completion ${shell} > ~/\\S+`, 'm'));
    }
  });
});
