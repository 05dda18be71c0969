import { spawn } from 'node:child_process';
import type { SendResult } from '../../notifications/ports.js';

const TIMEOUT_MS = 30_000;
const TAIL = 500;

/** Variables that a program needs to find its way. Others may be secrets of other sinks. */
const PASSED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot'];

/** Runs a program without a shell, with JSON on its standard input. Exit code 0 is a delivery. */
export function runCommandHook(
  [program = '', ...args]: readonly string[],
  input: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<SendResult> {
  return new Promise((resolve) => {
    let tail = '';
    let timedOut = false;
    const fail = (reason: string) => resolve({ kind: 'failed', reason, retryAfterMs: null });
    // A group of its own, so that what it starts ends with it when it takes too long.
    const child = spawn(program, args, {
      cwd,
      env: Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, TIMEOUT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        tail = (tail + text).slice(-TAIL);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(`cannot start ${program}: ${'code' in error ? String(error.code) : error.message}`);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve({ kind: 'delivered' });
      const said = tail.replace(/\s+/g, ' ').trim();
      const how = timedOut
        ? `did not end within ${TIMEOUT_MS / 1000} s`
        : `ended with ${signal ?? `exit code ${code}`}`;
      return fail(`${program} ${how}${said === '' ? '' : `: ${said}`}`);
    });
    // A program that reads nothing closes its input early, which is its business.
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}
