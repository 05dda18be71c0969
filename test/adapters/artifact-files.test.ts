import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openArtifactFiles, recordedArtifactPath } from '../../src/adapters/artifact-files.js';
import { expectGovError } from '../expect-error.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function fingerprint(path: string, onProgress: (done: number, total: number) => void = () => {}) {
  return openArtifactFiles(inFolder('.')).fingerprint(path, onProgress);
}

function writeFiles(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(inFolder(name), '..'), { recursive: true });
    writeFileSync(inFolder(name), text);
  }
}

test('a file is hashed as it is', async () => {
  writeFiles({ 'm/model.pkl': 'abc' });
  expect(await fingerprint('m/model.pkl')).toEqual({
    path: 'm/model.pkl',
    kind: 'file',
    sha256: ABC,
    bytes: 3,
    files: null,
  });
});

test('an empty file is an artifact too', async () => {
  writeFiles({ model: '' });
  expect(await fingerprint('model')).toMatchObject({ sha256: EMPTY, bytes: 0 });
});

test.each([1, 1_048_575, 1_048_576, 1_048_577, 5_000_000])('%i bytes are hashed whole', async (size) => {
  const bytes = Buffer.alloc(size, 'seven..');
  writeFileSync(inFolder('model'), bytes);
  expect(await fingerprint('model')).toMatchObject({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: size,
  });
});

test('a folder is the list of its files, sorted by code unit, and the hash of that list', async () => {
  writeFiles({ 'm/b.txt': '', 'm/a/z': 'abc', 'm/B.txt': 'abc', 'm/.hidden': '' });
  const manifest = `{".hidden":"${EMPTY}","B.txt":"${ABC}","a/z":"${ABC}","b.txt":"${EMPTY}"}`;
  expect(await fingerprint('m')).toEqual({
    path: 'm',
    kind: 'directory',
    sha256: createHash('sha256').update(manifest).digest('hex'),
    bytes: 6,
    files: [
      { path: '.hidden', sha256: EMPTY, bytes: 0 },
      { path: 'B.txt', sha256: ABC, bytes: 3 },
      { path: 'a/z', sha256: ABC, bytes: 3 },
      { path: 'b.txt', sha256: EMPTY, bytes: 0 },
    ],
  });
});

test('nothing there is undefined', async () => {
  expect(await fingerprint('absent/model')).toBeUndefined();
});

test.each<[string, () => void, RegExp]>([
  ['a symbolic link', () => symlinkSync('/etc/hostname', inFolder('m')), /^m is a symbolic link/],
  [
    'a symbolic link inside a folder',
    () => {
      writeFiles({ 'm/sub/file': 'x' });
      symlinkSync('file', inFolder('m/sub/link'));
    },
    /^m\/sub\/link is a symbolic link/,
  ],
  ['a pipe', () => execFileSync('mkfifo', [inFolder('m')]), /^m is neither a file nor a folder/],
  ['an empty folder', () => mkdirSync(inFolder('m')), /^m: the folder holds no files/],
  [
    'a folder of empty folders',
    () => mkdirSync(inFolder('m/a/b'), { recursive: true }),
    /^m: the folder holds no files/,
  ],
])('%s is refused with its path', async (_what, make, message) => {
  make();
  await expect(fingerprint('m')).rejects.toMatchObject({
    kind: 'input',
    message: expect.stringMatching(message),
  });
});

test.each<[string, () => void, string]>([
  ['growing', () => appendFileSync(inFolder('m/weights'), 'more'), 'm/weights'],
  ['being cut', () => truncateSync(inFolder('m/weights'), 10), 'm/weights'],
  ['being written over', () => writeFileSync(inFolder('m/weights'), 'y'.repeat(3_000_000)), 'm/weights'],
  [
    'being replaced',
    () => {
      writeFiles({ other: 'x'.repeat(3_000_000) });
      renameSync(inFolder('other'), inFolder('m/weights'));
    },
    'm/weights',
  ],
  ['vanishing', () => rmSync(inFolder('m/weights')), 'm/weights'],
  ['getting a neighbour', () => writeFiles({ 'm/new': '' }), 'm'],
  [
    'turning into a link',
    () => {
      rmSync(inFolder('m/vocab'));
      symlinkSync('weights', inFolder('m/vocab'));
    },
    'm/vocab',
  ],
])('a file %s while it is hashed is noticed', async (_what, change, place) => {
  writeFiles({ 'm/vocab': 'v', 'm/weights': 'x'.repeat(3_000_000) });
  let changed = false;
  const changeOnce = (done: number) => {
    if (changed || done < 1_000_000) return;
    changed = true;
    change();
  };
  await expect(fingerprint('m', changeOnce)).rejects.toMatchObject({
    message: expect.stringMatching(
      new RegExp(`^${place} (changed while it was being read|is a symbolic link)`),
    ),
  });
});

test('progress counts the bytes of all files up to the total', async () => {
  writeFiles({ 'm/a': 'x'.repeat(2_500_000), 'm/b': 'y'.repeat(10) });
  const seen: [number, number][] = [];
  await fingerprint('m', (done, total) => seen.push([done, total]));
  expect(seen).toEqual([
    [1_048_576, 2_500_010],
    [2_097_152, 2_500_010],
    [2_500_000, 2_500_010],
    [2_500_010, 2_500_010],
  ]);
});

test.each([
  ['models/1.0.0/model.pkl', '1.0.0/model.pkl'],
  ['./models/1.0.0/', '1.0.0'],
  ['/work/models/a/../b', 'b'],
  ['other/model.pkl', '../other/model.pkl'],
  ['/data/model.pkl', '../../data/model.pkl'],
])('from /work, %s is recorded as %s in the registry /work/models', (given, recorded) => {
  expect(recordedArtifactPath('/work/models', '/work', given)).toBe(recorded);
});

test.each(['models', '.', '/', '..'])('the folder %s is refused: it would contain the registry', (given) => {
  expect(expectGovError(() => recordedArtifactPath('/work/models', '/work', given))).toMatchObject({
    kind: 'input',
    message: expect.stringContaining(given),
  });
});
