import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import {
  createFile,
  isTemporaryName,
  replaceFile,
  sweepTemporaries,
  syncFolder,
} from '../../src/adapters/durable-file.js';
import { locate, useTemporaryFolder } from './temporary-folder.js';

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, link: vi.fn(original.link), rename: vi.fn(original.rename) };
});
afterEach(() => vi.mocked(fs.link).mockReset());

const inFolder = useTemporaryFolder();
const names = () => readdirSync(inFolder('.')).sort();
const never = () => expect.unreachable('links are not refused here');

function refuseLinks(code: string) {
  vi.mocked(fs.link).mockRejectedValue(Object.assign(new Error(code), { code, syscall: 'link' }));
}

test('a file is created once: the second writer is told that it exists, and changes nothing', async () => {
  const file = locate(inFolder('entry'), 'entry');
  expect(await createFile(file, 'first', never)).toBe('created');
  expect(await createFile(file, 'second', never)).toBe('exists');
  expect(readFileSync(file.path, 'utf8')).toBe('first');
  expect(names()).toEqual(['entry']);
});

test('of many writers at once exactly one creates the file', async () => {
  const file = locate(inFolder('entry'), 'entry');
  const texts = Array.from({ length: 30 }, (_, index) => `${index}`.repeat(5000));
  const outcomes = await Promise.all(texts.map((text) => createFile(file, text, never)));
  expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
  expect(readFileSync(file.path, 'utf8')).toBe(texts[outcomes.indexOf('created')]);
  expect(names()).toEqual(['entry']);
});

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
  'where links are refused with %s the file is created in place, still only once, and the caller is told',
  async (code) => {
    refuseLinks(code);
    const told = vi.fn();
    const file = locate(inFolder('entry'), 'entry');
    expect(await createFile(file, 'first', told)).toBe('created');
    expect(told).toHaveBeenCalledTimes(1);
    expect(await createFile(file, 'second', told)).toBe('exists');
    expect(readFileSync(file.path, 'utf8')).toBe('first');
    expect(names()).toEqual(['entry']);
  },
);

test('any other refusal is an error that names the place, and leaves nothing behind', async () => {
  refuseLinks('EIO');
  const file = locate(inFolder('entry'), 'models/entry');
  await expect(createFile(file, 'text', never)).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'cannot write models/entry: input/output error',
  });
  expect(names()).toEqual([]);
});

test('a missing folder is an input error', async () => {
  const file = locate(inFolder('absent/entry'), 'absent/entry');
  await expect(createFile(file, 'text', never)).rejects.toMatchObject({ kind: 'input' });
  await expect(replaceFile(file, 'text')).rejects.toMatchObject({ kind: 'input' });
  await expect(syncFolder(locate(inFolder('absent'), 'absent'))).rejects.toMatchObject({ kind: 'input' });
});

test('replacing writes all of the new text and keeps the permissions', async () => {
  const file = locate(inFolder('file'), 'file');
  writeFileSync(file.path, 'a long old text', { mode: 0o640 });
  await replaceFile(file, 'né €');
  expect(readFileSync(file.path, 'utf8')).toBe('né €');
  expect(statSync(file.path).mode & 0o777).toBe(0o640);
  expect(names()).toEqual(['file']);
});

test('a new file gets the usual permissions', async () => {
  await replaceFile(locate(inFolder('file'), 'file'), 'text');
  expect(statSync(inFolder('file')).mode & 0o777).toBe(0o644 & ~process.umask());
});

test('replacing through symbolic links replaces what they point to, there or not yet', async () => {
  mkdirSync(inFolder('elsewhere'));
  writeFileSync(inFolder('elsewhere/present'), 'old');
  symlinkSync('elsewhere/present', inFolder('to-present'));
  symlinkSync('to-absent', inFolder('twice'));
  symlinkSync('elsewhere/absent', inFolder('to-absent'));
  await replaceFile(locate(inFolder('to-present'), 'x'), 'new');
  await replaceFile(locate(inFolder('twice'), 'x'), 'made');
  expect(readFileSync(inFolder('elsewhere/present'), 'utf8')).toBe('new');
  expect(readFileSync(inFolder('elsewhere/absent'), 'utf8')).toBe('made');
  await expect(fs.readlink(inFolder('to-present'))).resolves.toBe('elsewhere/present');
  expect(readdirSync(inFolder('elsewhere')).sort()).toEqual(['absent', 'present']);
});

test('a folder or a device is not replaced', async () => {
  mkdirSync(inFolder('folder'));
  symlinkSync('/dev/null', inFolder('device'));
  for (const name of ['folder', 'device']) {
    await expect(replaceFile(locate(inFolder(name), name), 'text')).rejects.toMatchObject({
      kind: 'input',
      message: `cannot write ${name}: it is not a regular file`,
    });
  }
  expect(names()).toEqual(['device', 'folder']);
});

test('a failed replacement leaves the old file and nothing else', async () => {
  const file = locate(inFolder('file'), 'file');
  writeFileSync(file.path, 'old');
  const failure = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' });
  vi.mocked(fs.rename).mockRejectedValueOnce(failure);
  await expect(replaceFile(file, 'new')).rejects.toMatchObject({ kind: 'unavailable' });
  expect(readFileSync(file.path, 'utf8')).toBe('old');
  expect(names()).toEqual(['file']);
});

test('writers replacing a file at the same time leave the whole text of one of them', async () => {
  const file = locate(inFolder('file'), 'file');
  const texts = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(20_000));
  await Promise.all(texts.map((text) => replaceFile(file, text)));
  expect(texts).toContain(readFileSync(file.path, 'utf8'));
  expect(names()).toEqual(['file']);
});

test('only temporary files older than an hour are swept', async () => {
  const temporary = (letter: string) => `.entry.json.42-${letter.repeat(16)}.tmp`;
  const old = new Date(Date.now() - 61 * 60_000);
  const young = new Date(Date.now() - 59 * 60_000);
  for (const [name, at] of [
    [temporary('a'), old],
    [temporary('b'), young],
    ['entry.json', old],
    ['.hidden.tmp', old],
  ] as const) {
    writeFileSync(inFolder(name), '');
    utimesSync(inFolder(name), at, at);
  }
  await sweepTemporaries(inFolder('.'), names());
  expect(names()).toEqual([temporary('b'), '.hidden.tmp', 'entry.json'].sort());
});

test('the temporary file of a writer is known as one', async () => {
  let seen = '';
  vi.mocked(fs.link).mockImplementationOnce(async (temporary) => {
    seen = String(temporary);
  });
  await createFile(locate(inFolder('000000000001.json'), 'x'), 'text', never);
  expect(dirname(seen)).toBe(inFolder('.'));
  expect(isTemporaryName(seen.slice(dirname(seen).length + 1))).toBe(true);
  expect(isTemporaryName('000000000001.json')).toBe(false);
});
