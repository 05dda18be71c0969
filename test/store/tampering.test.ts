import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { type AuditFinding, auditLog } from '../../src/commit-log/audit.js';
import { logFileName } from '../../src/commit-log/file-name.js';
import { useTemporaryFolder } from '../adapters/temporary-folder.js';
import { MEMORY_FOLDER } from './memory-folder.js';
import { commitNamed, initStore, loadStore, logFolder, openStore } from './store.js';

const LENGTH = 9;
const inFolder = useTemporaryFolder(MEMORY_FOLDER);
const registry = () => inFolder('models');
const other = () => inFolder('other');
const pathOf = (generation: number, folder = registry()) => join(logFolder(folder), logFileName(generation));

beforeEach(async () => {
  for (const folder of [registry(), other()]) {
    mkdirSync(folder);
    const store = openStore(folder);
    await initStore(store);
    for (let index = 2; index <= LENGTH; index++) await commitNamed(store, `${folder}-${index}`);
  }
});

async function audit(expectedHead: string | null = null): Promise<[AuditFinding['kind'], number | null][]> {
  const store = openStore(registry());
  const snapshot = await store.snapshot.read();
  const { findings } = auditLog(await store.log.survey(), store.sha256, {
    expectedHead,
    snapshotHead: snapshot.kind === 'current' ? snapshot.state.head : null,
  });
  return findings.map(({ kind, generation }) => [kind, generation]);
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(path, change(text));
}

test('a registry that nobody touched passes', async () => {
  expect(await audit()).toEqual([]);
});

test.each<[string, () => void, [AuditFinding['kind'], number | null][]]>([
  [
    'an edited entry',
    () => edit(pathOf(4), (text) => text.replace('reference.csv', 'other.csv')),
    [['edited', 4]],
  ],
  ['an entry cut short', () => edit(pathOf(4), (text) => text.slice(0, 40)), [['damaged', 4]]],
  [
    'an inserted entry',
    () => {
      for (let generation = LENGTH; generation >= 4; generation--)
        renameSync(pathOf(generation), pathOf(generation + 1));
      copyFileSync(pathOf(4, other()), pathOf(4));
    },
    [
      ['replaced', 4],
      ['misplaced', 5],
    ],
  ],
  [
    'two entries exchanged',
    () => {
      renameSync(pathOf(4), inFolder('moved'));
      renameSync(pathOf(5), pathOf(4));
      renameSync(inFolder('moved'), pathOf(5));
    },
    [
      ['misplaced', 4],
      ['misplaced', 5],
    ],
  ],
  ['an entry deleted from the middle', () => rmSync(pathOf(4)), [['missing', 4]]],
  [
    'an entry taken from another registry',
    () => copyFileSync(pathOf(4, other()), pathOf(4)),
    [['replaced', 4]],
  ],
  [
    'the first entry taken from another registry',
    () => {
      // Registries of the same name made by the same person in the same instant would begin alike.
      edit(pathOf(1, other()), (text) => text.replace('test-registry', 'more-registry'));
      copyFileSync(pathOf(1, other()), pathOf(1));
    },
    [['edited', 1]],
  ],
  [
    'the last entry deleted, though the snapshot knows it',
    () => rmSync(pathOf(LENGTH)),
    [['cut-short', LENGTH]],
  ],
  [
    'the whole log of another registry',
    () => {
      for (let generation = 1; generation <= LENGTH; generation++)
        copyFileSync(pathOf(generation, other()), pathOf(generation));
    },
    [['replaced', LENGTH]],
  ],
])('an audit names %s', async (_what, tamper, expected) => {
  tamper();
  expect(await audit()).toEqual(expected);
});

test('an audit names entries deleted from the end together with the snapshot, by a head noted down before', async () => {
  const { state } = await loadStore(openStore(registry()));
  rmSync(join(registry(), 'registry.json'));
  rmSync(pathOf(LENGTH));
  rmSync(pathOf(LENGTH - 1));
  expect(await audit()).toEqual([]);
  expect(await audit(state.head.hash)).toEqual([['cut-short', null]]);
});

test.each<[string, () => void, string]>([
  [
    'edited',
    () => edit(pathOf(4), (text) => text.replace('reference.csv', 'other.csv')),
    'generation 4 is damaged',
  ],
  ['deleted', () => rmSync(pathOf(4)), 'generation 4 is missing'],
  [
    'taken from another registry',
    () => copyFileSync(pathOf(4, other()), pathOf(4)),
    'generation 4 does not follow',
  ],
])('reading a log with an entry %s fails and names it', async (_what, tamper, message) => {
  tamper();
  rmSync(join(registry(), 'registry.json'));
  await expect(loadStore(openStore(registry()))).rejects.toMatchObject({
    kind: 'integrity',
    message: expect.stringContaining(message),
  });
});
