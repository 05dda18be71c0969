import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import type { GitState } from '../governance/context.js';

const run = promisify(execFile);

/** A line that git prints in `folder`; undefined when git or the repository is not there. */
async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', ['-C', folder, ...args], { encoding: 'utf8', timeout: 10_000 });
    return stdout.trim();
  } catch {
    // No git, no repository, no commit yet: all the same to somebody who only records where a model came from.
    return undefined;
  }
}

/** Variables in which CI systems name the person behind a run: GitHub, GitLab, Jenkins, CircleCI, Azure, Buildkite. */
const CI_VARIABLES = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'BUILD_USER_ID',
  'CIRCLE_USERNAME',
  'BUILD_REQUESTEDFOREMAIL',
  'BUILDKITE_BUILD_CREATOR_EMAIL',
];

/** Who is at work: the CI system's user, then git's, then the operating system's. */
export async function findActor(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const ciUser = CI_VARIABLES.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  if (ciUser !== undefined) return ciUser;
  const gitUser = await git(folder, ['config', 'user.email']);
  return gitUser === undefined || gitUser === '' ? osUser() : gitUser;
}

function osUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    // A container may run under a number without a name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The commit checked out in `folder`, and whether tracked files differ from it. */
export async function readGitState(folder: string): Promise<GitState | null> {
  const commit = await git(folder, ['rev-parse', 'HEAD']);
  if (commit === undefined || commit === '') return null;
  const changes = await git(folder, ['status', '--porcelain', '--untracked-files=no']);
  return { commit, dirty: changes !== '' };
}
