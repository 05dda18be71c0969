import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run } from '../cli/shell.js';
import { type HostProject, makeHostProject, ONE_APPROVAL, removeTemplates } from './host-project.js';
import { expectTranscript, type StepResult } from './transcript.js';

interface Job {
  readonly script: readonly string[];
  readonly allow_failure?: { readonly exit_codes: number };
  readonly artifacts: { readonly reports: { readonly junit: string } };
}

const pipeline = parse(readFileSync('examples/gitlab-ci/.gitlab-ci.yml', 'utf8'));
const jobs: Record<'gate' | 'promote' | 'nightly', Job> = pipeline;

/** Runs a job as a runner of GitLab does: the lines of both scripts in one bash that stops at the first failure. */
async function runJob(
  { folder, env, sh }: HostProject,
  name: keyof typeof jobs,
): Promise<{ result: StepResult; report: StepResult; warns: boolean }> {
  const { script, allow_failure, artifacts } = jobs[name];
  const lines = ['set -eo pipefail', ...pipeline.default.before_script, ...script];
  const result = await run('bash', ['-c', lines.join('\n')], {
    cwd: folder,
    env: {
      ...env,
      ...pipeline.variables,
      CI: 'true',
      GITLAB_CI: 'true',
      CI_COMMIT_BRANCH: 'main',
      CI_PIPELINE_URL: 'https://gitlab.example.com/team/churn/-/pipelines/42',
      GITLAB_USER_LOGIN: 'ada',
      GITLAB_USER_NAME: 'Ada',
      GITLAB_USER_EMAIL: 'ada@example.com',
      PUSH_URL: '../origin.git',
    },
  });
  const report = await sh(`grep -hoE "<(testsuite|failure|error|skipped) [^>]*" ${artifacts.reports.junit}`);
  return {
    result: { step: name, ...result },
    report: { step: artifacts.reports.junit, ...report },
    warns: result.exitCode === allow_failure?.exit_codes,
  };
}

describe('the pipeline for GitLab', () => {
  let project: HostProject | undefined;
  afterEach(() => project?.remove());
  afterAll(removeTemplates);

  it('denies a merge request with a worse version', async () => {
    project = await makeHostProject('03');
    const { result, report, warns } = await runJob(project, 'gate');
    expectTranscript('gitlab-ci', 'gate-denied', [result, report]);
    expect(warns).toBe(false);
    expect((await project.sh('git status --short')).stdout).toBe('');
  });

  it('warns in a merge request that waits for an approval', async () => {
    project = await makeHostProject('03');
    await project.setUp(`${ONE_APPROVAL}; dharma-gov promote churn@1.2.0 --to failed --yes`);
    const { result, report, warns } = await runJob(project, 'gate');
    expectTranscript('gitlab-ci', 'gate-pending', [result, report]);
    expect(warns).toBe(true);
  });

  it('promotes what was merged, and pushes the registry', async () => {
    project = await makeHostProject('03');
    await project.setUp(`
      dharma-gov promote churn@1.2.0 --to failed --yes; git add .; git commit -qm 'Leave out 1.2.0'
      git clone -q --bare . ../origin.git; git checkout -q --detach`);
    const { result, report } = await runJob(project, 'promote');
    const after = await project.sh(
      'git -C ../origin.git log --format=%s -1 main; dharma-gov resolve churn@production; git status --short',
    );
    expectTranscript('gitlab-ci', 'promote-allowed', [result, report, { step: 'afterwards', ...after }]);
    const again = await runJob(project, 'promote');
    expect(again.result).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('finds drift by night', async () => {
    project = await makeHostProject('04');
    const { result, report, warns } = await runJob(project, 'nightly');
    expectTranscript('gitlab-ci', 'nightly-drift', [result, report]);
    expect(warns).toBe(false);
  });

  it('warns by night when there is too little data', async () => {
    project = await makeHostProject('03');
    await project.setUp('dharma-gov promote churn@1.1.0 --to production --yes');
    const { result, report, warns } = await runJob(project, 'nightly');
    expectTranscript('gitlab-ci', 'nightly-without-data', [result, report]);
    expect(warns).toBe(true);
  });
});
