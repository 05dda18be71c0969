import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findActor, readGitState } from '../../src/adapters/surroundings.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();

// The machine's own git settings must not answer for the test's.
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  vi.stubEnv('GIT_CONFIG_SYSTEM', '/dev/null');
});
afterEach(() => vi.unstubAllEnvs());

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
}

function makeRepository(): string {
  const folder = inFolder('repository');
  mkdirSync(folder);
  git(folder, 'init', '-q');
  git(folder, 'config', 'user.email', 'ada@example.org');
  git(folder, 'config', 'user.name', 'Ada');
  return folder;
}

describe('who is at work', () => {
  test.each([
    'GITHUB_ACTOR',
    'GITLAB_USER_LOGIN',
    'BUILD_USER_ID',
    'CIRCLE_USERNAME',
    'BUILD_REQUESTEDFOREMAIL',
    'BUILDKITE_BUILD_CREATOR_EMAIL',
  ])('is the person behind a CI run (%s), before git', async (variable) => {
    expect(await findActor(makeRepository(), { [variable]: 'grace' })).toBe('grace');
  });

  test("is git's user before the operating system's; an empty CI variable names nobody", async () => {
    expect(await findActor(makeRepository(), { GITHUB_ACTOR: '' })).toBe('ada@example.org');
  });

  test('is the user of the operating system where git knows nobody', async () => {
    mkdirSync(inFolder('plain'));
    expect(await findActor(inFolder('plain'), {})).toBe(os.userInfo().username);
  });
});

describe('the git commit of a version', () => {
  test('is that of the working folder, and says whether tracked files differ', async () => {
    const folder = makeRepository();
    expect(await readGitState(folder)).toBeNull();
    writeFileSync(join(folder, 'train.py'), '1');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'first');
    const commit = git(folder, 'rev-parse', 'HEAD');
    writeFileSync(join(folder, 'untracked.txt'), 'x');
    expect(await readGitState(folder)).toEqual({ commit, dirty: false });
    writeFileSync(join(folder, 'train.py'), '2');
    expect(await readGitState(folder)).toEqual({ commit, dirty: true });
  });

  test('is null outside a repository', async () => {
    mkdirSync(inFolder('plain'));
    expect(await readGitState(inFolder('plain'))).toBeNull();
  });
});
