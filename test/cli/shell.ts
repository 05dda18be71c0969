import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** The built program on a PATH of its own, so that tests type `dharma-gov` as users do. */
const binFolder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-bin-'));
const program = path.resolve('bin/dharma-gov.js');
writeFileSync(
  path.join(binFolder, 'dharma-gov'),
  `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`,
);
chmodSync(path.join(binFolder, 'dharma-gov'), 0o755);
// Some tests run the program as another user.
chmodSync(binFolder, 0o755);
process.on('exit', () => rmSync(binFolder, { recursive: true, force: true }));

/** The variables that a script starts with: nothing of the machine's that could change what the program says. */
export function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: `${binFolder}:${process.env.PATH}`,
    HOME: home,
    LANG: 'C.UTF-8',
    FIXTURES: path.resolve('fixtures'),
    // The user behind a run in CI: the first of the sources of an actor, and the same on every machine.
    GITHUB_ACTOR: 'ada',
  };
}

/** Runs bash in a new, empty folder that is gone afterwards, or in `folder`, which is kept. */
export async function runShell(script: string, folder?: string): Promise<ShellResult> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-test-'));
  const cwd = folder ?? path.join(home, 'project');
  mkdirSync(cwd, { recursive: true });
  try {
    return await run('bash', ['-c', script], { cwd, env: cleanEnvironment(home) });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs a program to its end, with nothing on its standard input. */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (chunks.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (chunks.stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ...chunks, exitCode }));
  });
}
