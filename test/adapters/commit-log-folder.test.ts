import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { openCommitLogFolder } from '../../src/adapters/commit-log-folder.js';
import { logFileName } from '../../src/commit-log/file-name.js';
import { makeChain } from '../commit-log/chains.js';
import { useTemporaryFolder } from './temporary-folder.js';

/** Done once, just before a folder is listed. */
const listing = vi.hoisted(() => ({ before: async () => {} }));
vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const readdir = async (path: string) => {
    const act = listing.before;
    listing.before = async () => {};
    await act();
    return original.readdir(path);
  };
  return { ...original, readdir };
});

const inFolder = useTemporaryFolder();
const pathOf = (generation: number) => inFolder(`models/.dharma/log/${logFileName(generation)}`);
const CHAIN = makeChain(6);
const [FIRST, SECOND, THIRD] = CHAIN;
const [FOREIGN] = makeChain(1, 'eve');
if (FIRST === undefined || SECOND === undefined || THIRD === undefined || FOREIGN === undefined) {
  throw new Error('the chain is too short');
}

function openLog() {
  const warn = (message: string) => expect.unreachable(message);
  return openCommitLogFolder({ path: inFolder('models/.dharma/log'), place: 'models/.dharma/log', warn });
}

async function writtenLog() {
  const log = openLog();
  for (const entry of CHAIN) await log.append(entry);
  return log;
}

test('a log that nobody has written to is empty, and reading it makes nothing', async () => {
  expect(await openLog().readFrom(1)).toEqual([]);
  expect(await openLog().survey()).toEqual([]);
  expect(readdirSync(inFolder('.'))).toEqual([]);
});

test('entries are read back from any generation on', async () => {
  const log = await writtenLog();
  expect(await log.readFrom(1)).toEqual(CHAIN);
  expect(await log.readFrom(5)).toEqual(CHAIN.slice(4));
  expect(await log.readFrom(7)).toEqual([]);
  expect(readdirSync(inFolder('models/.dharma/log'))).toEqual(
    CHAIN.map(({ generation }) => logFileName(generation)),
  );
});

test('the second writer of a generation gets a conflict and changes nothing', async () => {
  const log = openLog();
  expect(await log.append(FIRST)).toBe('committed');
  expect(await log.append(FOREIGN)).toBe('conflict');
  expect(await log.readFrom(1)).toEqual([FIRST]);
});

test('a writer whose own entry is already there is told that it is committed', async () => {
  const log = openLog();
  await log.append(FIRST);
  expect(await log.append(FIRST)).toBe('committed');
});

test('of many writers at once exactly one commits', async () => {
  const entries = Array.from({ length: 20 }, (_, index) => makeChain(1, `writer ${index}`)).flat();
  const outcomes = await Promise.all(entries.map((entry) => openLog().append(entry)));
  expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(1);
  expect(await openLog().readFrom(1)).toEqual([entries[outcomes.indexOf('committed')]]);
});

test.each([
  [3, 1],
  [3, 3],
  [5, 2],
  [1, 1],
])('generation %i lost is noticed by reading from %i', async (lost, from) => {
  const log = await writtenLog();
  rmSync(pathOf(lost));
  await expect(log.readFrom(from)).rejects.toMatchObject({
    kind: 'integrity',
    message: `models/.dharma/log: generation ${lost} is missing`,
  });
});

test('several generations lost in a row are noticed by reading the whole log, and by the next commit', async () => {
  const log = await writtenLog();
  for (const lost of [2, 3, 4, 5]) rmSync(pathOf(lost));
  const missing = { kind: 'integrity', message: 'models/.dharma/log: generation 2 is missing' };
  await expect(log.readFrom(1)).rejects.toMatchObject(missing);
  await expect(log.append(SECOND)).rejects.toMatchObject(missing);
});

test('an entry whose predecessor is gone is refused, for it would leave a gap', async () => {
  const log = openLog();
  await log.append(FIRST);
  await expect(log.append(THIRD)).rejects.toMatchObject({
    kind: 'integrity',
    message: 'models/.dharma/log: generation 2 is missing',
  });
  expect(await log.readFrom(1)).toEqual([FIRST]);
});

test('entries that are committed while the end of the log is looked for are read as well', async () => {
  const log = openLog();
  await log.append(FIRST);
  listing.before = async () => {
    for (const entry of CHAIN.slice(1)) await openLog().append(entry);
  };
  expect(await log.readFrom(1)).toEqual(CHAIN);
});

test('a damaged entry is an error that names its generation, wherever reading starts', async () => {
  const log = await writtenLog();
  writeFileSync(pathOf(4), readFileSync(pathOf(4), 'utf8').replace('ada', 'bob'));
  for (const from of [1, 4]) {
    await expect(log.readFrom(from)).rejects.toMatchObject({
      kind: 'integrity',
      message: expect.stringContaining('generation 4 is damaged'),
    });
  }
});

test.each([
  ['a folder', () => mkdirSync(pathOf(3))],
  ['a pipe that nobody writes to', () => execFileSync('mkfifo', [pathOf(3)])],
])('%s in the place of an entry is an integrity error at once', async (_what, put) => {
  const log = await writtenLog();
  rmSync(pathOf(3));
  put();
  await expect(log.readFrom(2)).rejects.toMatchObject({
    kind: 'integrity',
    message: expect.stringMatching(/generation 3 is damaged: .*not a regular file/),
  });
});

test('a survey goes on past anything, and leaves out temporary files', async () => {
  const log = await writtenLog();
  writeFileSync(pathOf(2), 'junk');
  rmSync(pathOf(3));
  mkdirSync(pathOf(3));
  writeFileSync(inFolder(`models/.dharma/log/.x.1-${'0'.repeat(16)}.tmp`), 'half');
  writeFileSync(inFolder('models/.dharma/log/notes.txt'), 'hello');
  const files = await log.survey();
  expect(files.map(({ name }) => name)).toEqual([...[1, 2, 3, 4, 5, 6].map(logFileName), 'notes.txt']);
  expect(files[1]).toEqual({ name: logFileName(2), text: 'junk' });
  expect(files[2]).toMatchObject({ text: undefined, problem: expect.stringContaining('not a regular file') });
});

test('a commit sweeps what killed writers left an hour ago', async () => {
  const log = openLog();
  await log.append(FIRST);
  const left = inFolder(`models/.dharma/log/.x.1-${'0'.repeat(16)}.tmp`);
  writeFileSync(left, 'half');
  utimesSync(left, 0, 0);
  await log.append(SECOND);
  expect(readdirSync(inFolder('models/.dharma/log'))).toEqual([1, 2].map(logFileName));
});

test('a file where the folder should be is an error that names it', async () => {
  mkdirSync(inFolder('models'));
  writeFileSync(inFolder('models/.dharma'), '');
  const wrongPath = { kind: 'input', message: expect.stringContaining('models/.dharma/log') };
  await expect(openLog().append(FIRST)).rejects.toMatchObject(wrongPath);
  await expect(openLog().readFrom(1)).rejects.toMatchObject(wrongPath);
});
