import type { TestContext } from 'vitest';
import { run } from './cli/shell.js';

/** The Python that `.ci/run` has installed packages for. */
export const PYTHON = process.env.PYTHON ?? 'python3';

/** Runs a program of this machine; 127 when there is none. */
export function runHere(command: string, args: readonly string[], cwd = '.') {
  return run(command, args, { cwd, env: process.env }).catch(() => ({
    exitCode: 127,
    stdout: '',
    stderr: '',
  }));
}

/** Skips a test, and says so, where a program that npm cannot bring is not installed. */
export async function skipWithout(
  context: TestContext,
  what: string,
  [command, ...args]: readonly [string, ...string[]] = [what, '--version'],
): Promise<void> {
  if ((await runHere(command, args)).exitCode !== 0) context.skip(`not checked: there is no ${what} here`);
}
