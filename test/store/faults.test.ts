import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArtifactFiles } from '../../src/adapters/artifact-files.js';
import { GovError } from '../../src/core/errors.js';
import { bundle } from './bundle.mjs';
import { checkStore } from './check-store.js';
import { armFaults, disarmFaults, type FaultOptions } from './fs-fault-preload.mjs';
import { MEMORY_FOLDER } from './memory-folder.js';
import { runWorker } from './processes.js';
import { commitNamed, initStore, openStore } from './store.js';

let folder: string;
let template: string;
beforeAll(async () => {
  folder = mkdtempSync(join(MEMORY_FOLDER, 'dharma-gov-faults-'));
  template = join(folder, 'template');
  mkdirSync(template);
  const store = openStore(template);
  await initStore(store);
  await commitNamed(store, 'old');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Faults = Pick<FaultOptions, 'fault' | 'repeat' | 'only' | 'refuse'>;

interface Attempt {
  readonly error: unknown;
  readonly warnings: readonly string[];
  /** The first call that met the fault; undefined when there were not so many. */
  readonly met: string | undefined;
}

/** Does `act` while the call of number `at` fails, then lets everything work again. */
async function attempt(
  registry: string,
  faults: Faults & { at: number },
  act: (store: ReturnType<typeof openStore>) => Promise<unknown>,
): Promise<Attempt> {
  const warnings: string[] = [];
  const store = openStore(registry, 'test', (message) => warnings.push(message));
  let error: unknown;
  armFaults({ ...faults, under: registry });
  try {
    await act(store);
  } catch (thrown) {
    error = thrown;
  }
  return { error, warnings, met: disarmFaults()[faults.at - 1] };
}

/** Every way in which one faulty commit went wrong; undefined when the fault came after its last call. */
async function problemsOfFaultyCommit(faults: Faults & { at: number }): Promise<string[] | undefined> {
  const registry = join(folder, 'registry');
  const acknowledgements = join(folder, 'acknowledged');
  rmSync(registry, { recursive: true, force: true });
  cpSync(template, registry, { recursive: true });
  writeFileSync(acknowledgements, '');
  const { error, warnings, met } = await attempt(registry, faults, async (store) => {
    const { generation, hash } = await commitNamed(store, 'new');
    disarmFaults();
    writeFileSync(acknowledgements, `${generation} ${hash} new\n`);
  });
  if (met === undefined) return undefined;

  const check = await checkStore(registry, acknowledgements);
  const problems = [...check.problems];
  if (check.temporaries > 0 && !faults.repeat && met !== 'unlink') problems.push('a temporary file was left');
  const isNew = check.entries === 3;
  if (error !== undefined && !(error instanceof GovError)) problems.push(`not an error of ours: ${error}`);
  if (error instanceof GovError) {
    const tellsSo = /generation 3 was written but may not survive a power failure/.test(error.message);
    if (isNew !== tellsSo) problems.push(`${isNew ? 'new' : 'old'} state, but: ${error.message}`);
  }
  const snapshot = await openStore(registry).snapshot.read();
  const snapshotGeneration = snapshot.kind === 'current' ? snapshot.state.head.generation : snapshot.kind;
  if (snapshotGeneration !== check.entries && !(snapshotGeneration === 2 && isNew)) {
    problems.push(`the snapshot is of ${snapshotGeneration}, the log of ${check.entries}`);
  }
  if (error === undefined && snapshotGeneration === 2 && warnings.length === 0)
    problems.push('a silent failure');

  await commitNamed(openStore(registry), 'next');
  const after = await checkStore(registry, acknowledgements);
  problems.push(...after.problems);
  if (after.entries !== check.entries + 1) problems.push('the next commit did not work');
  return problems;
}

async function expectSoundUnder(faults: Faults): Promise<number> {
  const all: string[] = [];
  let at = 1;
  for (; ; at++) {
    const problems = await problemsOfFaultyCommit({ ...faults, at });
    if (problems === undefined) break;
    all.push(...problems.map((problem) => `call ${at}: ${problem}`));
  }
  expect(all).toEqual([]);
  return at - 1;
}

test.each(
  ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EDQUOT', 'EMFILE', 'short'].flatMap((fault) => [
    { fault, repeat: false, when: 'once' },
    { fault, repeat: true, when: 'from there on' },
  ]),
)(
  'a commit whose N-th call meets $fault $when, for every N, leaves the old state or, past the commit point, the new one',
  async ({ fault, repeat }) => {
    const calls = await expectSoundUnder({ fault, repeat });
    expect(calls).toBeGreaterThan(repeat ? 1 : 30);
  },
);

test.each(['EIO', 'ENOSPC', 'EACCES', 'short'])(
  'the same holds where links are refused and %s is met once',
  async (fault) => {
    expect(await expectSoundUnder({ fault, repeat: false, refuse: ['link'] })).toBeGreaterThan(30);
  },
);

test('a commit reaches the disk before its name does, and its name before it is acknowledged', async () => {
  const registry = join(folder, 'in-order');
  cpSync(template, registry, { recursive: true });
  armFaults({ fault: 'short', at: Number.POSITIVE_INFINITY, under: registry });
  await commitNamed(openStore(registry), 'new');
  const steps = disarmFaults().filter((call) => ['write', 'sync', 'link', 'rename'].includes(call));
  const entry = ['write', 'sync', 'link', 'sync'];
  const snapshot = ['write', 'sync', 'rename', 'sync'];
  expect(steps).toEqual([...entry, ...snapshot]);
});

test('a commit whose name may not survive a power failure is not acknowledged, though it is there', async () => {
  const registry = join(folder, 'unsure');
  cpSync(template, registry, { recursive: true });
  // The first sync is that of the entry, the second one that of its folder.
  const faults = { fault: 'EIO', at: 2, only: ['sync'] };
  const { error } = await attempt(registry, faults, (store) => commitNamed(store, 'new'));
  expect(error).toMatchObject({
    kind: 'unavailable',
    message: 'models/.dharma/log: generation 3 was written but may not survive a power failure',
  });
  expect(await openStore(registry).log.readFrom(1)).toHaveLength(3);
});

test('a commit whose reply was lost is known as its own', async () => {
  const registry = join(folder, 'lost-reply');
  cpSync(template, registry, { recursive: true });
  const faults = { fault: 'late-EEXIST', at: 1, only: ['link'] };
  const { error, met } = await attempt(registry, faults, (store) => commitNamed(store, 'new'));
  expect({ error, met }).toEqual({ error: undefined, met: 'link' });
  expect(await openStore(registry).log.readFrom(1)).toHaveLength(3);
});

test.each([
  ['EIO', false],
  ['EIO', true],
  ['ENOSPC', false],
  ['EACCES', true],
])(
  'making a registry whose N-th call meets %s (from there on: %s), for every N, can be repeated',
  async (fault, repeat) => {
    let met: string | undefined = 'any';
    for (let at = 1; met !== undefined; at++) {
      const registry = join(folder, 'made');
      rmSync(registry, { recursive: true, force: true });
      mkdirSync(registry);
      const made = await attempt(registry, { fault, repeat, at }, initStore);
      met = made.met;
      if (made.error !== undefined) expect(made.error).toBeInstanceOf(GovError);
      await initStore(openStore(registry));
      expect(await checkStore(registry, '')).toMatchObject({ entries: 1, problems: [] });
    }
  },
);

test('hashing a model whose N-th call meets EIO, for every N, fails with an error that names a file', async () => {
  const model = join(folder, 'model');
  mkdirSync(join(model, 'sub'), { recursive: true });
  writeFileSync(join(model, 'a'), 'x'.repeat(1_500_000));
  writeFileSync(join(model, 'sub', 'b'), 'y');
  const whole = await openArtifactFiles(folder).fingerprint('model', () => {});
  let met: string | undefined = 'any';
  for (let at = 1; met !== undefined; at++) {
    const hashed = await attempt(model, { fault: 'EIO', at }, async () => {
      expect(await openArtifactFiles(folder).fingerprint('model', () => {})).toEqual(whole);
    });
    met = hashed.met;
    if (met !== undefined)
      expect(hashed.error).toMatchObject({
        kind: 'unavailable',
        message: expect.stringMatching(/ model\b.*: input/),
      });
  }
});

test.each([
  ['ENOSPC', 6, 'no space left on the device'],
  ['EIO', 6, 'input/output error'],
  ['EACCES', 4, 'permission denied'],
])(
  'a process that meets %s exits with %i and one line that names the place',
  async (fault, exitCode, text) => {
    const registry = join(folder, `process-${fault}`);
    cpSync(template, registry, { recursive: true });
    const end = await runWorker({
      worker: await bundle('worker', folder),
      folder: registry,
      name: 'victim',
      count: 1,
      acknowledgements: join(folder, 'never'),
      faults: {
        FS_FAULT: fault,
        FS_FAULT_AT: '1',
        FS_FAULT_ONLY: 'write',
        FS_FAULT_REPEAT: '1',
        FS_FAULT_UNDER: registry,
      },
    });
    expect(end).toMatchObject({ exitCode, signal: null });
    expect(end.stderr).toBe(`cannot write models/.dharma/log/000000000003.json: ${text}\n`);
    expect(await checkStore(registry, '')).toMatchObject({ entries: 2, temporaries: 0, problems: [] });
  },
);
