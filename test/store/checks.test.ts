import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckStoreFolder } from '../../src/adapters/check-store-folder.js';
import { GovError } from '../../src/core/errors.js';
import { exampleCheck } from '../checks/example-check.js';
import { bundle } from './bundle.mjs';
import { readLines } from './check-store.js';
import { armFaults, disarmFaults, type FaultOptions } from './fs-fault-preload.mjs';
import { killWriters } from './kill-loop.js';
import { MEMORY_FOLDER } from './memory-folder.js';
import { runWorker } from './processes.js';

let folder: string;
let worker: string;
beforeAll(async () => {
  folder = mkdtempSync(join(MEMORY_FOLDER, 'dharma-gov-checks-'));
  worker = await bundle('check-worker', folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const openStore = (path: string) => new CheckStoreFolder({ path, place: 'models/.dharma/checks' });

async function readAll(path: string): Promise<{ ids: string[]; damaged: number[] }> {
  const ids: string[] = [];
  const damaged: number[] = [];
  for await (const stored of openStore(path).newestFirst('elec-price')) {
    if ('record' in stored) ids.push(stored.record.id);
    else damaged.push(stored.damage.line);
  }
  return { ids, damaged };
}

test('30 kills at random moments among eight processes that record checks lose none that was acknowledged', async () => {
  const checks = join(folder, 'killed');
  const acknowledgements = join(folder, 'killed.acknowledged');
  const failures = await killWriters({ worker, folder: checks, acknowledgements }, 30);
  expect(failures).toEqual([]);
  const acknowledged = readLines(acknowledgements);
  const { ids } = await readAll(checks);
  expect(acknowledged.length).toBeGreaterThan(30);
  expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
  // Without a single record cut off from its acknowledgement, this would have shown nothing.
  expect(ids.length).toBeGreaterThan(acknowledged.length);
  expect(new Set(ids).size).toBe(ids.length);
}, 60_000);

test('16 processes that record 50 checks each, all at once, leave 800 whole lines', async () => {
  const checks = join(folder, 'many');
  const acknowledgements = join(folder, 'many.acknowledged');
  const ends = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      runWorker({ worker, folder: checks, name: `writer-${index}`, count: 50, acknowledgements }),
    ),
  );
  expect(ends).toEqual(Array(16).fill({ exitCode: 0, signal: null, stderr: '' }));
  const { ids, damaged } = await readAll(checks);
  expect(damaged).toEqual([]);
  expect(ids.sort()).toEqual(readLines(acknowledgements).sort());
  expect(ids).toHaveLength(800);
}, 60_000);

test('neighbours that die in the middle of a line spoil nobody else’s', async () => {
  const checks = join(folder, 'torn');
  await openStore(checks).append(exampleCheck(1, { id: 'first' }));
  const file = join(checks, 'elec-price/2026-01.jsonl');
  const [line = ''] = readLines(file);
  let writing = true;
  const tearing = (async () => {
    while (writing) {
      // Now and then, so that most writers find the end of a line and some of those have it torn before they write.
      for (let turns = Math.random() * 40; turns > 0; turns--) await new Promise(setImmediate);
      appendFileSync(file, line.slice(0, 40));
    }
  })();
  const names = Array.from({ length: 200 }, (_, index) => `check-${index}`);
  for (const id of names) await openStore(checks).append(exampleCheck(1, { id }));
  writing = false;
  await tearing;
  const { ids, damaged } = await readAll(checks);
  expect(names.filter((id) => !ids.includes(id))).toEqual([]);
  expect(damaged.length).toBeGreaterThan(0);
});

type Faults = Pick<FaultOptions, 'fault' | 'repeat' | 'at'>;

/** Every way in which recording under a fault went wrong; undefined when the fault came after its last call. */
async function problemsUnder(faults: Faults): Promise<string[] | undefined> {
  const checks = join(folder, 'faulty');
  rmSync(checks, { recursive: true, force: true });
  cpSync(join(folder, 'template'), checks, { recursive: true });
  armFaults({ ...faults, under: checks });
  const error: unknown = await openStore(checks)
    .append(exampleCheck(2, { id: 'new' }))
    .then(
      () => undefined,
      (thrown) => thrown,
    );
  const met = disarmFaults()[faults.at - 1];
  if (met === undefined) return undefined;

  const problems: string[] = [];
  if (error !== undefined && !(error instanceof GovError)) problems.push(`not an error of ours: ${error}`);
  if (error instanceof GovError && !/models\/\.dharma/.test(error.message)) problems.push(error.message);
  const before = await readAll(checks);
  if (error === undefined && !before.ids.includes('new')) problems.push('acknowledged, but not there');
  await openStore(checks).append(exampleCheck(3, { id: 'next' }));
  const after = await readAll(checks);
  if (!after.ids.includes('old')) problems.push('the record before is lost');
  if (after.ids[0] !== 'next') problems.push('the next record is not there');
  return problems.map((problem) => `call ${faults.at} (${met}): ${problem}`);
}

test.each(
  ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'short'].flatMap((fault) => [
    { fault, repeat: false, when: 'once' },
    { fault, repeat: true, when: 'from there on' },
  ]),
)(
  'a record whose N-th call meets $fault $when, for every N, is there or is not acknowledged',
  async (faults) => {
    const template = join(folder, 'template');
    rmSync(template, { recursive: true, force: true });
    await openStore(template).append(exampleCheck(1, { id: 'old' }));
    const all: string[] = [];
    let at = 1;
    for (; ; at++) {
      const problems = await problemsUnder({ ...faults, at });
      if (problems === undefined) break;
      all.push(...problems);
    }
    expect(all).toEqual([]);
    expect(at).toBeGreaterThan(10);
  },
);

test('a record reaches the disk before it is acknowledged, and so do the names of its file and folders', async () => {
  const checks = join(folder, 'in-order');
  armFaults({ fault: 'short', at: Number.POSITIVE_INFINITY, under: checks });
  await openStore(checks).append(exampleCheck(1));
  const steps = disarmFaults().filter((call) => ['mkdir', 'write', 'sync'].includes(call));
  expect(steps).toEqual(['mkdir', 'write', 'sync', 'sync', 'sync']);
});

test.each([
  ['ENOSPC', 6, 'no space left on the device'],
  ['EROFS', 4, 'the file system is read-only'],
])(
  'a process that meets %s exits with %i and one line that names the file',
  async (fault, exitCode, text) => {
    const checks = join(folder, `process-${fault}`);
    const end = await runWorker({
      worker,
      folder: checks,
      name: 'victim',
      count: 1,
      acknowledgements: join(folder, 'never'),
      faults: { FS_FAULT: fault, FS_FAULT_AT: '1', FS_FAULT_ONLY: 'write', FS_FAULT_UNDER: checks },
    });
    const line = `cannot write models/.dharma/checks/elec-price/2026-01.jsonl: ${text}\n`;
    expect(end).toEqual({ exitCode, signal: null, stderr: line });
  },
);
