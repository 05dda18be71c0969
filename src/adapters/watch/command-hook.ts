import { spawn } from 'node:child_process';
import type { SendResult } from '../../notifications/ports.js';

const TIMEOUT_MS = 30_000;
const TAIL = 500;

/** What a program left running may keep its output open for. */
const LINGER_MS = 500;

/** Variables that a program needs to find its way. Others may be secrets of other sinks. */
const PASSED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot'];

/** Runs a program without a shell, with JSON on its standard input. Exit code 0 is a delivery. */
export async function runCommandHook(
  command: readonly string[],
  input: string,
  surroundings: Surroundings,
): Promise<SendResult> {
  try {
    return await runProgram(command, input, surroundings);
  } catch (error) {
    return failure(`cannot start ${command[0] ?? ''}: ${nameOf(error)}`);
  }
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function runProgram(
  [program = '', ...args]: readonly string[],
  input: string,
  { cwd, env }: Surroundings,
): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    let tail = '';
    let timedOut = false;
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
    const outputs = [child.stdout, child.stderr];
    for (const stream of outputs) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        tail = (tail + text).slice(-TAIL);
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      const lingering = setTimeout(() => outputs.forEach((stream) => void stream.destroy()), LINGER_MS);
      child.once('close', () => clearTimeout(lingering));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return resolve({ kind: 'delivered' });
      const said = tail.replace(/\s+/g, ' ').trim();
      const how = timedOut
        ? `did not end within ${TIMEOUT_MS / 1000} s`
        : `ended with ${signal ?? `exit code ${code}`}`;
      return resolve(failure(`${program} ${how}${said === '' ? '' : `: ${said}`}`));
    });
    // A program that reads nothing closes its input early, which is its business.
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}

function failure(reason: string): SendResult {
  return { kind: 'failed', reason, retryAfterMs: null };
}

function nameOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}
