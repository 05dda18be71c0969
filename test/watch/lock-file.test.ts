import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/adapters/watch/lock-file.js';
import { bundle } from '../store/bundle.mjs';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-lock-'));
/** Elsewhere a lock is kept for a minute in these cases. */
const hasProc = process.platform === 'linux';
const children = new Set<ChildProcess>();
let worker = '';
let folder = '';
const lockPath = () => path.join(folder, 'lock');

beforeAll(async () => {
  worker = await bundle('lock-worker', root);
});
beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'case-'));
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function startWorker(): ChildProcess {
  const child = fork(worker, [lockPath()]);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function ask(child: ChildProcess, word: 'take' | 'release'): Promise<string> {
  child.send(word);
  const [answer] = await once(child, 'message');
  return String(answer);
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function acquire() {
  return acquireLock(
    { path: lockPath(), place: 'lock' },
    () => new Date('2026-03-02T09:00:00Z'),
    () => {},
  );
}

/** A lock as this process would leave it, but for some of what it says. */
async function leaveLock(changes: Record<string, unknown>, ageMs = 0): Promise<void> {
  const lock = await acquire();
  const content = readFileSync(lockPath(), 'utf8');
  await lock.release();
  writeFileSync(lockPath(), JSON.stringify({ ...JSON.parse(content), ...changes }));
  age(ageMs);
}

function age(ms: number): void {
  const at = new Date(Date.now() - ms);
  utimesSync(lockPath(), at, at);
}

describe('a lock', () => {
  it('is held by one process at a time, which the others are told, and free after its release', async () => {
    const [first, second] = [startWorker(), startWorker()];
    expect(await ask(first, 'take')).toBe('held');
    expect(await ask(second, 'take')).toMatch(
      new RegExp(
        `^watch is running already: process ${first.pid} on ${os.hostname()}, since 20.+Z \\(lock\\)$`,
      ),
    );
    expect(await ask(first, 'release')).toBe('released');
    expect(readdirSync(folder)).toEqual([]);
    expect(await ask(second, 'take')).toBe('held');
    await Promise.all([kill(first), kill(second)]);
  });

  it('of a killed process goes to exactly one of eight that want it at once, 20 times', async () => {
    const workers = Array.from({ length: 8 }, startWorker);
    const holders: number[] = [];
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(workers.map((child) => ask(child, 'take')));
      holders.push(answers.filter((answer) => answer === 'held').length);
      const winner = answers.indexOf('held');
      const child = workers[winner];
      if (child === undefined) break;
      await kill(child);
      workers[winner] = startWorker();
    }
    expect(holders).toEqual(Array(20).fill(1));
    await Promise.all(workers.map(kill));
  });

  it.runIf(hasProc)('does not stay with a killed process that nobody has waited for yet', async () => {
    // The shell becomes a program that never asks for the end of its child: a zombie.
    const script = 'node -e "process.stdin.resume()" <&3 & echo $!; exec sleep 60';
    const shell = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
    const pid = Number(await new Promise((resolve) => shell.stdout?.once('data', resolve)));
    const begun = beginOf(pid);
    await leaveLock({ pid, begun });
    await expect(acquire()).rejects.toThrow(`process ${pid}`);
    process.kill(pid, 'SIGKILL');
    while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await wait(5);
    await (await acquire()).release();
    shell.kill('SIGKILL');
  });

  it.runIf(hasProc)('does not stay with a number that another process was given since', async () => {
    await leaveLock({ begun: '1' });
    await (await acquire()).release();
  });

  it('of another machine or container is kept while it is touched, and free when it was not for a minute', async () => {
    await leaveLock({ host: 'elsewhere', scope: 'another boot', pid: 1 }, 50_000);
    await expect(acquire()).rejects.toMatchObject({
      exitCode: 6,
      message: 'watch is running already: process 1 on elsewhere, since 2026-03-02T09:00:00.000Z (lock)',
      hint: 'stop it on elsewhere first',
    });
    age(61_000);
    await (await acquire()).release();
  });

  it.each(['', '{"pid":', '[]', '{"pid":"1; rm","id":"../../x"}'])(
    'that says %j is kept for a minute and is then free',
    async (text) => {
      writeFileSync(lockPath(), text);
      await expect(acquire()).rejects.toMatchObject({ exitCode: 6 });
      age(61_000);
      await (await acquire()).release();
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

function beginOf(pid: number): string | undefined {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}
