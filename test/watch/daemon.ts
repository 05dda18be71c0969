import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { cleanEnvironment } from '../cli/shell.js';

const PROGRAM = path.resolve('bin/dharma-gov.js');

/** A project with a model in production. */
function makeProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  dharmaGov(folder, 'init', '--no-input');
  writeFileSync(path.join(folder, 'models/model.bin'), 'a model');
  dharmaGov(folder, 'register', 'churn', '--artifact', 'models/model.bin');
  dharmaGov(folder, 'promote', 'churn@1.0.0', '--to', 'staging');
  dharmaGov(folder, 'promote', 'churn@1.0.0', '--to', 'production', '--yes');
  writeSettings(folder, {});
}

/** Makes a project before the tests of a file, and a copy of it whenever it is asked for; all are gone after them. */
export function useProject(): () => string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-watch-'));
  const project = path.join(root, 'project');
  let made = 0;
  beforeAll(() => makeProject(project));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => {
    const copy = path.join(root, `copy-${made++}`);
    cpSync(project, copy, { recursive: true });
    return copy;
  };
}

function dharmaGov(folder: string, ...args: string[]): void {
  execFileSync(process.execPath, [PROGRAM, ...args], { cwd: folder, env: cleanEnvironment(folder) });
}

/** Settings under `watch`, without any jitter. */
export function writeSettings(folder: string, watch: Readonly<Record<string, unknown>>): void {
  writeFileSync(path.join(folder, '.dharmarc'), JSON.stringify({ watch: { jitterSeconds: 0, ...watch } }));
}

/** A line of `watch --json`. */
export interface ReadEvent {
  readonly type: string;
  readonly at: string;
  readonly unit?: { readonly job: string; readonly model: string | null };
  readonly [field: string]: unknown;
}

const running = new Set<Daemon>();

/** Ends what a failed test left. */
export async function killDaemons(): Promise<void> {
  await Promise.all([...running].map((daemon) => daemon.end('SIGKILL')));
}

/** `dharma-gov watch --json` as a process, and what it says. */
export class Daemon {
  readonly events: ReadEvent[] = [];
  stderr = '';
  private readonly child: ChildProcess;
  private readonly exit: Promise<number | null>;

  constructor(folder: string, args: readonly string[] = []) {
    this.child = spawn(process.execPath, [PROGRAM, 'watch', '--json', ...args], {
      cwd: folder,
      env: cleanEnvironment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(this);
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      this.events.push(...lines.map((line) => JSON.parse(line) as ReadEvent));
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.exit = once(this.child, 'close').then(([exitCode]) => {
      running.delete(this);
      return exitCode as number | null;
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('watch could not be started');
    return this.child.pid;
  }

  /** The first event of a type, of a job where one is named, from `from` on. Waits for it. */
  async event(type: string, job?: string, from = 0): Promise<ReadEvent> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(10)) {
      const event = this.events
        .slice(from)
        .find((candidate) => candidate.type === type && (job === undefined || candidate.unit?.job === job));
      if (event !== undefined) return event;
    }
    throw new Error(`no ${type} ${job ?? ''} among ${JSON.stringify(this.events)}\n${this.stderr}`);
  }

  /** Hangs the process of a job as soon as it is there. @returns its number */
  async hang(job: string): Promise<number> {
    await this.event('job-started', job);
    const order = this.events.filter(({ type }) => type === 'job-started').map(({ unit }) => unit?.job);
    for (const deadline = Date.now() + 5_000; Date.now() < deadline; await wait(5)) {
      // They are started one after another, so they stand in that order.
      const pid = childrenOf(this.pid)[order.indexOf(job)];
      // Between fork and exec it would take the daemon with it, which waits for that.
      if (pid === undefined || !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watch-job')) continue;
      process.kill(pid, 'SIGSTOP');
      return pid;
    }
    throw new Error(`no process of ${job}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** @returns the exit code; null after a signal */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.signal(signal);
    return this.exit;
  }
}

/** Process numbers of the children of a process, the oldest first. */
function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}

export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

export async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await wait(10)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}
