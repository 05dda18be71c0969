import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Calls that change what is seen, or make it durable. */
export const STEPS = ['mkdir', 'sync', 'link', 'unlink'];

interface Run {
  readonly killed: boolean;
  readonly exitCode: number | null;
}

/** At its step number `step`, or after a while. */
export type Killed = { readonly step: number } | { readonly afterMs: number };

/** Runs the program in a process that is killed. @param under folder whose steps are counted */
export async function runUntilKilled(
  folder: string,
  args: readonly string[],
  under: string,
  when: Killed,
): Promise<Run> {
  const faults =
    'step' in when
      ? {
          FS_FAULT: 'kill',
          FS_FAULT_AT: String(when.step),
          FS_FAULT_UNDER: under,
          FS_FAULT_ONLY: STEPS.join(','),
        }
      : {};
  const preload = ['--import', resolve('test/store/fs-fault-preload.mjs'), resolve('bin/dharma-gov.js')];
  const child = spawn(process.execPath, [...preload, ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, ...faults },
  });
  const end = once(child, 'close');
  if ('afterMs' in when) {
    await Promise.race([end, sleep(when.afterMs)]);
    child.kill('SIGKILL');
  }
  const [exitCode, signal] = await end;
  return { killed: signal === 'SIGKILL', exitCode };
}
