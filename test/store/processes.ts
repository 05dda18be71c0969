import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** Tests run in the root of the project. */
const PRELOAD = resolve('test/store/fs-fault-preload.mjs');

export interface WorkerTask {
  readonly worker: string;
  readonly folder: string;
  readonly name: string;
  readonly count: number;
  readonly acknowledgements: string;
  /** `FS_FAULT` variables; the preload is loaded when there are any. */
  readonly faults?: Readonly<Record<string, string>>;
}

export function startWorker(task: WorkerTask): ChildProcess {
  const { worker, folder, name, count, acknowledgements, faults } = task;
  const preload = faults === undefined ? [] : ['--import', PRELOAD];
  return spawn(process.execPath, [...preload, worker, folder, name, String(count), acknowledgements], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...faults },
  });
}

export interface WorkerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export async function endOf(child: ChildProcess): Promise<WorkerEnd> {
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout?.resume();
  const [exitCode, signal] = await once(child, 'close');
  return { exitCode, signal, stderr };
}

export function runWorker(task: WorkerTask): Promise<WorkerEnd> {
  return endOf(startWorker(task));
}

/** Runs `work` over all items, two at a time: as many as there are cores to count on. */
export async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all([lane(), lane()]);
}
