import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runShell } from './shell.js';
import { withoutChance } from './without-chance.js';

const CASES = path.resolve('fixtures/cli');

/** Each folder is a run of the built program: `cmd` is bash, and stdout, stderr and exit are what must come out. */
describe('the program as a user meets it', () => {
  for (const name of readdirSync(CASES)) {
    it(name.replaceAll('-', ' '), async () => {
      const folder = path.join(CASES, name);
      const result = await runShell(readFileSync(path.join(folder, 'cmd'), 'utf8'));
      const actual: Record<string, string> = {
        stdout: withoutChance(result.stdout),
        stderr: withoutChance(result.stderr),
        exit: `${result.exitCode}\n`,
      };
      for (const [file, text] of Object.entries(actual)) {
        const expectedFile = path.join(folder, file);
        if (process.env.UPDATE_GOLDEN === '1') writeFileSync(expectedFile, text);
        expect(text, file).toBe(readFileSync(expectedFile, 'utf8'));
      }
    });
  }
});
