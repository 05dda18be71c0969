import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/cli/catalog.js';
import { listCommands } from './commands.js';
import { makeExampleProject } from './example-project.js';
import { runShell } from './shell.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-help-'));
const project = path.join(root, 'project');

beforeAll(() => makeExampleProject(project));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each(await listCommands())('help of $name', ({ name, summary, load }) => {
  it('has one sentence, and says of each option what it does and what it is by default', async () => {
    const { command: module } = await load();
    const command = new Command(name);
    module.configure(command);
    expect(summary).toMatch(/^[a-z].{10,90}[^.]$/);
    for (const option of command.options) {
      expect(option.description, option.flags).toMatch(/\S{2,} \S/);
      // A default in the flag would win over the configuration.
      expect(option.defaultValue, option.flags).toBeUndefined();
    }
    for (const argument of command.registeredArguments)
      expect(argument.description, argument.name()).not.toBe('');
  });

  it('shows at least two examples, each of which runs', async () => {
    const { command: module } = await load();
    expect(module.examples.length).toBeGreaterThanOrEqual(2);
    for (const [index, example] of module.examples.entries()) {
      expect(example).toContain(`dharma-gov ${name}`);
      const copy = path.join(root, `${name.replace(' ', '-')}-${index}`);
      cpSync(project, copy, { recursive: true });
      // init is for a folder that has no settings yet.
      if (name === 'init') rmSync(path.join(copy, '.dharmarc'));
      const { exitCode, stdout, stderr } = await runShell(example, copy);
      expect([0, 3, 7], `${example}\n${stdout}${stderr}`).toContain(exitCode);
      rmSync(copy, { recursive: true });
    }
  });

  it('is printed by --help and by "help <command>"', async () => {
    const [byFlag, byTopic] = await Promise.all([
      runShell(`dharma-gov ${name} --help`),
      runShell(`dharma-gov help ${name}`),
    ]);
    expect(byFlag).toMatchObject({ exitCode: 0, stderr: '' });
    expect(byFlag.stdout).toContain('Examples:');
    expect(byTopic.stdout).toBe(byFlag.stdout);
  });
});

describe('the help page', () => {
  it('names every command, and the exit codes have a page', async () => {
    const { stdout } = await runShell('dharma-gov --help; dharma-gov help exit-codes');
    for (const { name, summary } of CATALOG)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
    for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8, 130])
      expect(stdout).toMatch(new RegExp(`^  ${code} +\\S`, 'm'));
  });
});
