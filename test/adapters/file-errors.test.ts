import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileError, systemCode } from '../../src/adapters/file-errors.js';
import { GovError } from '../../src/core/errors.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-errors-'));
  writeFileSync(join(folder, 'file'), 'x');
  symlinkSync('loop', join(folder, 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function errorOfReading(path: string): unknown {
  try {
    return readFileSync(path);
  } catch (error) {
    return fileError(error, 'read', path);
  }
}

test.each([
  ['absent', 'no such file or folder'],
  ['file/inside', 'a part of the path is a file, not a folder'],
  ['.', 'it is a folder'],
  ['loop', 'it is a symbolic link, or a chain of them without an end'],
  ['n'.repeat(300), 'the name is too long'],
])('reading %s is an input error of one lower-case line that names the path', (name, text) => {
  const path = join(folder, name);
  const error = errorOfReading(path);
  expect(error).toBeInstanceOf(GovError);
  expect(error).toMatchObject({ kind: 'input', message: `cannot read ${path}: ${text}` });
});

test.each([
  ['EACCES', 'forbidden', 4],
  ['EPERM', 'forbidden', 4],
  ['EROFS', 'forbidden', 4],
  ['ENOSPC', 'unavailable', 6],
  ['EDQUOT', 'unavailable', 6],
  ['EIO', 'unavailable', 6],
  ['EMFILE', 'unavailable', 6],
  ['ESTALE', 'unavailable', 6],
])('%s is %s, exits %i and says what to do', (code, kind, exitCode) => {
  const error = fileError(Object.assign(new Error(code), { code, syscall: 'write' }), 'write', '/disk/log');
  expect(error).toMatchObject({ kind, exitCode });
  expect((error as GovError).message).toMatch(/^cannot write \/disk\/log: \S/);
  expect((error as GovError).hint).toMatch(/\S/);
});

test('errors that no system call raised are handed back unchanged', () => {
  const bug = new TypeError('x is not a function');
  const known = new GovError('input', 'known already');
  expect(fileError(bug, 'read', 'f')).toBe(bug);
  expect(fileError(known, 'read', 'f')).toBe(known);
  expect(
    systemCode(Object.assign(new Error('bad argument'), { code: 'ERR_INVALID_ARG_TYPE' })),
  ).toBeUndefined();
});
