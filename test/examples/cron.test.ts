import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { run } from '../cli/shell.js';
import { parseCrontab } from './crontab.js';
import { type HostProject, type Month, makeHostProject, removeTemplates } from './host-project.js';
import { expectTranscript, type StepResult } from './transcript.js';

const { variables, lines } = parseCrontab(readFileSync('examples/cron/crontab', 'utf8'));

/** What cron would mail, line by line, with an environment as sparse as cron's. */
async function runLines({ folder, env }: HostProject): Promise<StepResult[]> {
  // The one thing that is not as in the file: where the team's folder and node are.
  const here = (text: string) =>
    text.replaceAll('/srv/ml', folder).replaceAll('/usr/local/bin', `${folder}/vendor/node`);
  const results: StepResult[] = [];
  for (const { schedule, command } of lines) {
    const { HOME } = env;
    const result = await run(variables.SHELL ?? '', ['-c', here(command)], {
      cwd: '/',
      env: { HOME, LOGNAME: 'ada', SHELL: variables.SHELL, PATH: here(variables.PATH ?? '') },
    });
    results.push({ step: schedule, ...result });
  }
  return results;
}

const START_TEST = 'dharma-gov ab-test start churn --a 1.0.0 --b 1.1.0 --split 0.5';

/** What has happened before the night. */
const NIGHTS: Record<string, { month: Month; before: string }> = {
  'data drift, and a model file is damaged': {
    month: '04',
    before: `${START_TEST}; echo '{}' > models/1.2.0/model.json`,
  },
  'nothing was ingested, and no test is there': {
    month: '03',
    before: 'dharma-gov promote churn@1.1.0 --to production --yes',
  },
};

describe('the crontab', () => {
  let project: HostProject | undefined;
  afterEach(() => project?.remove());
  afterAll(removeTemplates);

  it('mails nothing in a calm night', async () => {
    project = await makeHostProject('03');
    await project.setUp(START_TEST);
    const results = await runLines(project);
    expect(results.map(({ stdout, stderr }) => stdout + stderr)).toEqual(lines.map(() => ''));
    const { stdout } = await project.sh('dharma-gov history churn --checks --json');
    expect(JSON.parse(stdout).checks).toHaveLength(3);
  });

  for (const [title, { month, before }] of Object.entries(NIGHTS)) {
    it(`mails findings when ${title}`, async () => {
      project = await makeHostProject(month);
      await project.setUp(before);
      expectTranscript('cron', title.replaceAll(/[ ,]+/g, '-'), await runLines(project));
    });
  }

  it('is one that cron takes', async (context) => {
    const { exitCode, stderr } = await run('sh', ['-c', 'command -v crontab'], {
      cwd: '.',
      env: process.env,
    });
    if (exitCode !== 0) return context.skip('not checked by cron itself: there is no crontab here');
    const checked = await run('crontab', ['-n', 'examples/cron/crontab'], { cwd: '.', env: process.env });
    expect(checked, stderr).toMatchObject({ exitCode: 0 });
  });
});
