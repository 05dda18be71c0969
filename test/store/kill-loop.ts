import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkStore } from './check-store.js';
import { endOf, startWorker, type WorkerEnd, type WorkerTask } from './processes.js';
import { initStore, openStore } from './store.js';

const WRITERS = 8;
/** A new registry after so many kills keeps the log, and with it each commit, short. */
const KILLS_PER_ROUND = 100;
/** Starting a process takes far longer than a commit: without some that are past it, kills would only meet starts. */
const LEAST_AT_WORK = 5;
const LONGEST_PAUSE_MS = 50;

export interface KillLoopReport {
  kills: number;
  commits: number;
  acknowledged: number;
  /** Commits seen to be cut off: a temporary file was left, or an entry that nobody acknowledged. */
  interrupted: number;
  problems: string[];
}

/** Kills one of eight writers at a random moment, again and again, and then looks for what was lost. */
export async function runKillLoop(
  options: { readonly worker: string; readonly folder: string; readonly kills: number },
  onRound: (report: KillLoopReport) => void = () => {},
): Promise<KillLoopReport> {
  const total: KillLoopReport = { kills: 0, commits: 0, acknowledged: 0, interrupted: 0, problems: [] };
  for (let round = 1; total.kills < options.kills; round++) {
    const folder = join(options.folder, `round-${round}`);
    const acknowledgements = join(options.folder, `acknowledged-${round}`);
    const kills = Math.min(KILLS_PER_ROUND, options.kills - total.kills);
    mkdirSync(folder, { recursive: true });
    await initStore(openStore(folder));
    const failures = await killWriters({ worker: options.worker, folder, acknowledgements }, kills);
    const { entries, acknowledged, temporaries, problems } = await checkStore(folder, acknowledgements);
    const commits = entries - 1;
    total.kills += kills;
    total.commits += commits;
    total.acknowledged += acknowledged;
    total.interrupted += temporaries + commits - acknowledged;
    total.problems.push(...failures, ...problems);
    onRound(total);
    // What went wrong is left to be looked at.
    if (total.problems.length === 0) rmSync(folder, { recursive: true });
  }
  return total;
}

interface Writer {
  readonly process: ChildProcess;
  readonly end: Promise<WorkerEnd>;
}

/** Kills one of eight writers after the other; returns what those said that ended by themselves. */
export async function killWriters(
  task: Pick<WorkerTask, 'worker' | 'folder' | 'acknowledgements'>,
  kills: number,
): Promise<string[]> {
  const running = new Set<Writer>();
  const ready: Writer[] = [];
  const failures: string[] = [];
  let started = 0;
  const start = () => {
    started++;
    const process = startWorker({ ...task, name: `writer-${started}`, count: Number.POSITIVE_INFINITY });
    const writer = { process, end: endOf(process) };
    running.add(writer);
    process.stdout?.once('data', () => ready.push(writer));
  };
  const kill = async (writer: Writer) => {
    writer.process.kill('SIGKILL');
    const { signal, exitCode, stderr } = await writer.end;
    running.delete(writer);
    if (signal !== 'SIGKILL') failures.push(`a writer ended with ${exitCode}: ${stderr}`);
  };
  for (let writer = 0; writer < WRITERS; writer++) start();
  for (let done = 0; done < kills && failures.length === 0; ) {
    await sleep(Math.random() * LONGEST_PAUSE_MS);
    if (ready.length < LEAST_AT_WORK) continue;
    const [victim] = ready.splice(Math.floor(Math.random() * ready.length), 1);
    if (victim === undefined) continue;
    await kill(victim);
    start();
    done++;
  }
  await Promise.all([...running].map(kill));
  return failures;
}
