import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runShell } from './shell.js';

const CASES = path.resolve('fixtures/cli');

/** Parts of the output that differ from run to run. */
function withoutChance(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z/g, (instant) =>
      // Instants of the data stay: only those of the run itself differ.
      instant.startsWith('2026-0') ? instant : '<instant>',
    )
    .replace(/\S*dharma-gov-test-\w+\/project/g, '<folder>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/(head |"hash": "|"previousHash": ")[0-9a-f]{12,64}/g, '$1<hash>');
}

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
