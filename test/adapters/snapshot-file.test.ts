import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openSnapshotFile } from '../../src/adapters/snapshot-file.js';
import type { RegistryState } from '../../src/registry/state.js';
import { RegistryHistory } from '../registry/registry-history.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();
const file = () => inFolder('registry.json');
const openFile = () => openSnapshotFile({ path: file(), place: 'models/registry.json' });

const STATE = new RegistryHistory()
  .registerInProduction('1.9.0')
  .register('1.10.0')
  .registerInProduction('2.0.0').state;

async function writtenText(state: RegistryState = STATE): Promise<string> {
  await openFile().write(state);
  return readFileSync(file(), 'utf8');
}

async function readingOf(text: string) {
  writeFileSync(file(), text);
  return openFile().read();
}

test('a state is read back as it was written', async () => {
  await writtenText();
  expect(await openFile().read()).toEqual({ kind: 'current', state: STATE });
  expect(readdirSync(inFolder('.'))).toEqual(['registry.json']);
});

test('no file is a missing snapshot, also after one was read', async () => {
  const snapshot = openFile();
  expect(await snapshot.read()).toEqual({ kind: 'missing' });
  await snapshot.write(STATE);
  await snapshot.read();
  rmSync(file());
  expect(await snapshot.read()).toEqual({ kind: 'missing' });
});

test('the file is indented, has sorted keys, ends in a newline, and says which entry it was folded from', async () => {
  const text = await writtenText();
  const document = JSON.parse(text);
  expect(text).toBe(`${JSON.stringify(document, null, 2)}\n`);
  expect(Object.keys(document)).toEqual([...Object.keys(document)].sort());
  expect(Object.keys(document.models['elec-price'].versions)).toEqual(['1.10.0', '1.9.0', '2.0.0']);
  expect(document).toMatchObject({
    schemaVersion: 1,
    generation: STATE.head.generation,
    hash: STATE.head.hash,
  });
});

test('the content hash is that of all lines after its own', async () => {
  const [, hashLine = '', ...rest] = (await writtenText()).split('\n');
  const expected = createHash('sha256').update(rest.join('\n')).digest('hex');
  expect(hashLine).toBe(`  "contentHash": "${expected}",`);
});

test('equal states are equal files, whatever the order in which they came to be', async () => {
  const model = STATE.models['elec-price'];
  if (model === undefined) throw new Error('no model');
  const other = { ...model, name: 'other' };
  const forth = await writtenText({ ...STATE, models: { 'elec-price': model, other } });
  const back = await writtenText({ ...STATE, models: { other, 'elec-price': model } });
  expect(forth).toBe(back);
});

test.each<[string, (text: string) => string]>([
  ['re-indented', (text) => JSON.stringify(JSON.parse(text), null, 4)],
  ['put on one line', (text) => JSON.stringify(JSON.parse(text))],
  ['with Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  [
    'with its keys in another order',
    (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
  ],
])('a snapshot %s is still the same', async (_what, change) => {
  expect(await readingOf(change(await writtenText()))).toEqual({ kind: 'current', state: STATE });
});

test.each<[string, (text: string) => string]>([
  ['a status', (text) => text.replace('"validation"', '"production"')],
  ['a number', (text) => text.replace('0.83', '0.84')],
  ['its generation', (text) => text.replace(/"generation": \d+,\n {2}"hash"/, '"generation": 2,\n  "hash"')],
  ['its content hash', (text) => text.replace(/"contentHash": "./, '"contentHash": "x')],
  ['a missing content hash', (text) => text.replace(/ {2}"contentHash": .*\n/, '')],
  ['a key of its own', (text) => text.replace('{\n', '{\n  "note": "mine",\n')],
  ['a version more', (text) => text.replace('"versions": {', '"versions": { "3.0.0": {},')],
])('a snapshot edited in %s is noticed', async (_what, change) => {
  const text = await writtenText();
  expect(change(text)).not.toBe(text);
  expect(await readingOf(change(text))).toEqual({ kind: 'edited' });
});

test.each<[string, (text: string) => string]>([
  ['cut short', (text) => text.slice(0, -10)],
  ['empty', () => ''],
  ['binary', () => '\u0000\u0001'],
  ['a merge conflict', (text) => `<<<<<<< ours\n${text}=======\n${text}>>>>>>> theirs\n`],
  ['null', () => 'null'],
  ['zero', () => '0'],
  ['an empty string', () => '""'],
  ['a list', () => '[]'],
  ['an empty object', () => '{}'],
  ['without models', (text) => text.replace('"models"', '"model"')],
  [
    'with a negative generation',
    (text) => text.replace(/"generation": \d+,\n {2}"hash"/, '"generation": -1,\n  "hash"'),
  ],
  ['nested a hundred thousand deep', () => `{"models":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
])('a snapshot that is %s is damaged, with the reason', async (_what, change) => {
  expect(await readingOf(change(await writtenText()))).toEqual({
    kind: 'damaged',
    problem: expect.stringMatching(/\S/),
  });
});

test('an edit nested deeper than the stack is an edit', async () => {
  const deep = `"models": { "x": ${'['.repeat(100_000)}${']'.repeat(100_000)},`;
  expect(await readingOf((await writtenText()).replace('"models": {', deep))).toEqual({ kind: 'edited' });
});

test('a folder or a pipe in its place is damage, found at once', async () => {
  mkdirSync(file());
  expect(await openFile().read()).toMatchObject({ kind: 'damaged' });
  rmSync(file(), { recursive: true });
  execFileSync('mkfifo', [file()]);
  expect(await openFile().read()).toMatchObject({ kind: 'damaged' });
});

test('a newer format is refused as such', async () => {
  const text = (await writtenText()).replace('"schemaVersion": 1', '"schemaVersion": 2');
  await expect(readingOf(text)).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('models/registry.json: written in format 2'),
  });
});

test.each(['constructor', '__proto__', '42', '0'])('a model called %s is kept', async (name) => {
  const model = { ...STATE.models['elec-price'], name };
  const models = Object.fromEntries([
    [name, model],
    ['z', model],
    ['7', model],
  ]);
  await openFile().write({ ...STATE, models } as RegistryState);
  const reading = await openFile().read();
  if (reading.kind !== 'current') throw new Error(reading.kind);
  expect(Object.entries(reading.state.models)).toEqual(expect.arrayContaining([[name, model]]));
  expect(Object.keys(reading.state.models)).toHaveLength(3);
});
