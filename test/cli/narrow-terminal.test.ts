import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';
import { displayColumns } from '../../src/cli/render/text.js';
import { makeExampleProject } from './example-project.js';
import { cleanEnvironment, runShell } from './shell.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-narrow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command on a terminal of so many columns. */
async function lookAt(line: string, columns: number): Promise<string[]> {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns });
  const stderr = Object.assign(new PassThrough(), { isTTY: false, columns });
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  stderr.resume();
  const env = cleanEnvironment(folder);
  await main(line.split(' '), { stdin: process.stdin, stdout, stderr, env, cwd: folder } as unknown as Io);
  return Buffer.concat(chunks).toString().split('\n');
}

/** What is to be said of a table stands dim under it, all of the line. */
const isDim = (line: string) =>
  line.startsWith('\u001b[2m') && line.indexOf('\u001b[', 1) === line.length - 5;

/** Lines of tables: from a line of titles to the next that is empty or dim. */
function tableLines(lines: readonly string[]): string[] {
  const found: string[] = [];
  let within = false;
  for (const line of lines) {
    const text = stripVTControlCharacters(line);
    if (/^[A-Z][A-Z0-9_.% ]*( {2}|$)/.test(text)) within = true;
    else if (text.trim() === '' || isDim(line)) within = false;
    if (within) found.push(text);
  }
  return found;
}

const SCREENS = [
  'performance churn@1.0.0 --by month --no-record',
  'performance churn@1.0.0 --by week --no-record',
  'performance churn@1.0.0 --by plan --no-record',
  'history churn --checks',
  'watch --replay churn --by week',
  'status',
  'list',
  'drift-check churn@1.0.0 --by plan --no-record',
  'drift-check churn@1.0.0 --from 2026-04-01 --by autopay --no-record',
  'ab-test status churn/ab-1',
  'ab-test list',
  'show churn',
  'verify',
  'config',
  'baseline show churn@1.0.0',
  'gates list',
  'ab-test plan --baseline 0.83 --mde 0.02 --daily 1440',
];

describe('on a narrow terminal', () => {
  beforeAll(async () => {
    await makeExampleProject(folder);
    const long = 'a description that goes on for longer than any terminal of eighty columns has room for it';
    const { exitCode, stderr } = await runShell(
      `mkdir models/1.3.0 && echo '{"depth":3}' > models/1.3.0/model.json &&
       dharma-gov register churn --version 1.3.0 --artifact models/1.3.0/model.json --description "${long}" &&
       { dharma-gov performance churn@1.0.0 || true; }`,
      folder,
    );
    if (exitCode !== 0) throw new Error(`the project could not be made: ${stderr}`);
  });

  it.each(SCREENS)('no line of a table is wider than that: %s', async (line) => {
    for (const columns of [80, 100]) {
      const lines = tableLines(await lookAt(line, columns));
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.filter((text) => displayColumns(text) > columns)).toEqual([]);
    }
  });
});
