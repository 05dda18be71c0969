import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { run } from '../cli/shell.js';
import { type HostProject, type Month, makeHostProject, removeTemplates } from './host-project.js';
import { parseShellSteps } from './jenkinsfile.js';
import { expectTranscript, type StepResult } from './transcript.js';

const JENKINSFILE = readFileSync('examples/jenkins/Jenkinsfile', 'utf8');

/** Runs every `sh` step as Jenkins does, which runs `sh -xe` on a file; what the Groovy around does is up to Jenkins. */
async function build(
  { folder, env, sh }: HostProject,
  address: string,
): Promise<{ results: StepResult[]; reports: StepResult }> {
  const results: StepResult[] = [];
  for (const script of parseShellSteps(JENKINSFILE)) {
    const result = await run('sh', ['-e', '-c', script], {
      cwd: folder,
      env: {
        ...env,
        JENKINS_URL: 'https://jenkins.example.com/',
        BUILD_URL: 'https://jenkins.example.com/job/churn/7/',
        BUILD_USER_ID: 'ada',
        // As the file says, at the place of this test.
        DHARMA_REGISTRY_PATH: `${folder}/models`,
        ADDRESS: address,
      },
    });
    results.push({ step: script.trim().replaceAll(/\s+/g, ' '), ...result });
  }
  const reports = await sh('grep -hoE "<(testsuite|failure|error|skipped) [^>]*" *.xml');
  return { results, reports: { step: 'what the junit step sees', ...reports } };
}

describe('the Jenkinsfile', () => {
  let project: HostProject | undefined;
  afterEach(() => project?.remove());
  afterAll(removeTemplates);

  const BUILDS: Record<string, { month: Month; address: string }> = {
    'a better version is promoted in calm times': { month: '03', address: 'churn@1.1.0' },
    'a worse version is denied while data drift': { month: '04', address: 'churn@1.2.0' },
    'an address is no shell': { month: '03', address: '"; touch pwned; $(touch pwned)' },
  };
  for (const [title, { month, address }] of Object.entries(BUILDS)) {
    it(`shows that ${title}`, async () => {
      project = await makeHostProject(month);
      const { results, reports } = await build(project, address);
      expectTranscript('jenkins', title.replaceAll(' ', '-'), [...results, reports]);
      expect((await project.sh('find .. -name pwned')).stdout).toBe('');
    });
  }

  it('tells the codes apart that its scripts exit with', () => {
    expect(JENKINSFILE).toMatch(/code == 8\) \{\s+unstable/);
    expect(JENKINSFILE.match(/code != 0\) \{\s+error/g)).toHaveLength(2);
  });
});
