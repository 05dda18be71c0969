import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXIT_CODE_HELP } from '../../src/cli/exit-code-help.js';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { listCommands } from './commands.js';
import { runShell } from './shell.js';

const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  );

describe('the README', () => {
  it('holds commands that run, in their order, on the demo data', async () => {
    const commands = blocks('sh');
    expect(commands.length).toBeGreaterThanOrEqual(3);
    const setUp = 'set -e; cp -r "$FIXTURES/demo/"{models,serving,labels} .\n';
    const result = await runShell(setUp + commands.join('\n'));
    expect(result, result.stdout + result.stderr).toMatchObject({ exitCode: 0 });
    expect(result.stdout).toContain('exit 3: drift');
    expect(result.stdout).toContain('churn is back on 1.0.0');
    expect(result.stderr).not.toContain('internal error');
  });

  it('shows settings that the program accepts', () => {
    for (const text of blocks('yaml')) {
      resolveConfig({ path: 'README.md', content: parse(text), lineOf: () => undefined }, {}, {});
    }
  });

  it('names every command and every exit code', async () => {
    for (const { name } of await listCommands()) expect(readme).toContain(`\`${name}`);
    for (const [, code] of EXIT_CODE_HELP.matchAll(/^ {2}(\d+) {2,}/gm))
      expect(readme).toMatch(new RegExp(`^\\| ${code}\\b`, 'm'));
  });
});
