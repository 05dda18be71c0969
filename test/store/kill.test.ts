import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from './bundle.mjs';
import { checkStore, readLines } from './check-store.js';
import { runKillLoop } from './kill-loop.js';
import { MEMORY_FOLDER } from './memory-folder.js';
import { inPairs, runWorker } from './processes.js';
import { commitNamed, initStore, openStore } from './store.js';

let folder: string;
let worker: string;
beforeAll(async () => {
  folder = mkdtempSync(join(MEMORY_FOLDER, 'dharma-gov-kill-'));
  worker = await bundle('worker', folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('60 kills at random moments among eight writers lose nothing that was acknowledged', async () => {
  const report = await runKillLoop({ worker, folder, kills: 60 });
  expect(report).toMatchObject({ kills: 60, problems: [] });
  expect(report.acknowledged).toBeGreaterThan(60);
  // Without a single commit cut off, this would have shown nothing.
  expect(report.interrupted).toBeGreaterThan(0);
}, 60_000);

test.each([
  // Making the registry is its first commit; the second row makes it beforehand and kills a writer's first one.
  { what: 'making a registry', made: false, commits: 0 },
  { what: 'committing', made: true, commits: 1 },
])(
  'killed after any file-system call of $what, a registry opens, has what was acknowledged and takes the next commit',
  async ({ made, commits }) => {
    /** Runs a writer with these faults, then a commit by somebody else, and checks what is there. */
    const run = async (name: string, faults: Record<string, string>) => {
      const registry = join(folder, name);
      const task = { worker, folder: registry, name: 'victim', acknowledgements: `${registry}.acknowledged` };
      mkdirSync(registry, { recursive: true });
      if (made) await initStore(openStore(registry));
      const end = await runWorker({
        ...task,
        count: commits,
        faults: { FS_FAULT_UNDER: registry, ...faults },
      });
      const survivor = openStore(registry);
      await initStore(survivor);
      await commitNamed(survivor, 'survivor');
      const check = await checkStore(registry, task.acknowledgements);
      rmSync(registry, { recursive: true });
      return { end, check };
    };

    const traceFile = join(folder, 'trace');
    const whole = await run('whole', { FS_FAULT_TRACE: traceFile });
    expect(whole).toMatchObject({ end: { exitCode: 0 }, check: { problems: [], entries: 2 + commits } });
    const calls = readLines(traceFile);
    expect(calls).toEqual(expect.arrayContaining(['write', 'sync', 'link', 'unlink', 'rename']));

    const outcomes: string[] = [];
    const killAfter = async ([index, call]: [number, string]) => {
      const at = index + 1;
      const { end, check } = await run(`killed-${at}`, { FS_FAULT: 'kill', FS_FAULT_AT: String(at) });
      if (end.signal !== 'SIGKILL') outcomes.push(`not killed after call ${at}, ${call}`);
      outcomes.push(...check.problems.map((problem) => `killed after call ${at}, ${call}: ${problem}`));
    };
    await inPairs([...calls.entries()], killAfter);
    expect(outcomes).toEqual([]);
  },
  60_000,
);
