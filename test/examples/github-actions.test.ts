import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readAction, readWorkflow, runAction, runJob } from './github-runner.js';
import { type HostProject, makeHostProject, ONE_APPROVAL, removeTemplates } from './host-project.js';
import { expectTranscript } from './transcript.js';

/** The worse version out of the way, so that churn@latest is 1.1.0. */
const LEAVE_OUT_1_2_0 =
  'dharma-gov promote churn@1.2.0 --to failed --yes; git add .; git commit -qm "Leave out 1.2.0"';
const WITH_ORIGIN =
  'git clone -q --bare . ../origin.git; git remote add origin ../origin.git; git push -qu origin main';

let project: HostProject | undefined;
afterEach(() => project?.remove());
afterAll(removeTemplates);

describe('the workflow', () => {
  const { jobs } = readWorkflow();
  const stepsOf = (job: string) => jobs[job]?.steps ?? [];

  it('denies a pull request with a worse version', async () => {
    project = await makeHostProject('03');
    expectTranscript('github-actions', 'gate-denied', await runJob(project, stepsOf('gate')));
  });

  it('promotes what was merged, and pushes the registry', async () => {
    project = await makeHostProject('03');
    await project.setUp(`${LEAVE_OUT_1_2_0}; ${WITH_ORIGIN}`);
    const github = { event: { head_commit: { message: 'Merge "churn": more accurate $(touch pwned)' } } };
    const results = await runJob(project, stepsOf('promote'), github);
    const after = await project.sh(
      'git -C ../origin.git log --format=%s -1 main; dharma-gov resolve churn@production; git status --short',
    );
    expectTranscript('github-actions', 'promote-allowed', [...results, { step: 'afterwards', ...after }]);
  });

  it('commits nothing when it is denied, or there already', async () => {
    project = await makeHostProject('03');
    await project.setUp(
      `${LEAVE_OUT_1_2_0}; dharma-gov promote churn@1.1.0 --to production --yes; git add .; git commit -qm by-hand`,
    );
    const again = await runJob(project, stepsOf('promote'));
    expect(again.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(again.at(-1)?.files?.outputs).toContain('changed=false');
  });

  it('lets a pull request wait for an approval, but promotes nothing without it', async () => {
    project = await makeHostProject('03');
    await project.setUp(`${LEAVE_OUT_1_2_0}; ${ONE_APPROVAL}; ${WITH_ORIGIN}`);
    const gate = await runJob(project, stepsOf('gate'));
    expectTranscript('github-actions', 'gate-pending', gate);
    const waiting = await runJob(project, stepsOf('promote'));
    expect(waiting.map(({ exitCode }) => exitCode)).toEqual([0, 8]);
    expect((await project.sh('dharma-gov resolve churn@production')).stdout).toBe('1.0.0\n');
    await project.setUp(
      'dharma-gov approve churn@1.1.0 --to production --actor grace --reason "read the holdout"',
    );
    const approved = await runJob(project, stepsOf('promote'));
    expect(approved.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });

  it('fails by night on drift, and measures performance all the same', async () => {
    project = await makeHostProject('04');
    expectTranscript('github-actions', 'nightly-drift', await runJob(project, stepsOf('nightly')));
    const { stdout } = await project.sh('ls *.html; git status --short models');
    expect(stdout).toBe('drift.html\nperformance.html\n');
  });

  it('passes in a calm night', async () => {
    project = await makeHostProject('03');
    const results = await runJob(project, stepsOf('nightly'));
    expect(results.map(({ step, exitCode }) => [step, exitCode])).toEqual([
      ['npm ci', 0],
      ['Drift', 0],
      ['Performance', 0],
    ]);
  });
});

describe('the action', () => {
  const TO_PRODUCTION = { address: 'churn@1.1.0', to: 'production' };

  it('tells verdict, version and files, and writes the reports', async () => {
    project = await makeHostProject('03');
    await project.setUp('mkdir team; mv models .dharmarc team/');
    const { results, outputs } = await runAction(project, {
      ...TO_PRODUCTION,
      'working-directory': 'team',
      reports: 'junit=gate.xml\n\nmarkdown=gate report.md\n',
    });
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(outputs).toEqual({
      verdict: 'pass',
      'exit-code': '0',
      model: 'churn',
      version: '1.1.0',
      changed: 'true',
      reports: 'team/gate.xml\nteam/gate report.md',
    });
    expect((await project.sh('ls team')).stdout).toBe('gate report.md\ngate.xml\nmodels\n');
    const { stdout } = await project.sh('cd team; dharma-gov history churn --json');
    expect(stdout).toContain('"https://github.example.com/team/churn/actions/runs/42"');
  });

  const HOSTILE = [
    '$(touch pwned) `touch pwned`',
    '"; touch pwned; #',
    "'; touch pwned; #",
    'x\ntouch pwned\nchanged=true',
    '--help',
    '--version',
  ];
  const ATTACKED = Object.keys(readAction().inputs).filter((name) => name !== 'working-directory');

  for (const name of ATTACKED.filter((input) => input !== 'reason')) {
    it(`neither runs nor lets pass what stands in the input ${name}`, async () => {
      project = await makeHostProject('03');
      for (const text of [...HOSTILE, '']) {
        // 1.2.0 is denied: whatever passes here passes by the input alone.
        const { results, outputs } = await runAction(project, {
          address: 'churn@1.2.0',
          to: 'production',
          [name]: text,
        });
        const label = JSON.stringify({ text, stderr: results.at(-1)?.stderr });
        expect([2, 3], label).toContain(results.at(-1)?.exitCode);
        expect(outputs.changed, label).not.toBe('true');
      }
      const { stdout } = await project.sh('find .. -name pwned; dharma-gov resolve churn@production');
      expect(stdout).toBe('1.0.0\n');
    });
  }

  it('lets a warning pass, unless it is told to fail on warnings', async () => {
    project = await makeHostProject('03');
    await project.setUp(`sed -i '/^  staging:/,$ s/# allowedFormats: .*/allowedFormats: [pickle]/' .dharmarc
      mkdir models/pickled; printf '\\200\\004N.' > models/pickled/model.pkl
      dharma-gov register churn --version 2.0.0 --artifact models/pickled/model.pkl`);
    const toStaging = { address: 'churn@2.0.0', to: 'staging' };
    const strict = await runAction(project, { ...toStaging, 'fail-on': 'warn' });
    expect(strict.outputs).toMatchObject({ 'exit-code': '3', changed: 'false' });
    const lenient = await runAction(project, toStaging);
    expect(lenient.outputs).toMatchObject({ verdict: 'warn', 'exit-code': '0', changed: 'true' });
  });

  it('writes any reason down as it is', async () => {
    project = await makeHostProject('03');
    for (const reason of HOSTILE) {
      await project.setUp('rm -rf models; git checkout -q models');
      const { outputs } = await runAction(project, { ...TO_PRODUCTION, reason });
      expect(outputs.changed, reason).toBe('true');
      const { stdout } = await project.sh('dharma-gov history churn --json');
      expect(stdout).toContain(JSON.stringify(reason));
    }
    expect((await project.sh('ls')).stdout).not.toContain('pwned');
  });

  it('tries again what may be tried again, and a denial never', async () => {
    project = await makeHostProject('03');
    const countStarts = async (exitCode: number, inputs: Record<string, string> = {}) => {
      // node stands for the program, which in truth is hard to keep busy for that long.
      await project?.setUp(`rm -f starts; mkdir -p node_modules/.bin
        printf '#!/bin/sh\\necho "$@" >> starts\\n[ "$1" = -p ] || exit ${exitCode}\\n' > node_modules/.bin/node
        printf '#!/bin/sh\\n' > node_modules/.bin/sleep; chmod +x node_modules/.bin/*`);
      if (project === undefined) throw new Error('no project');
      const env = { ...project.env, PATH: `${project.folder}/node_modules/.bin:${project.env.PATH}` };
      const { results } = await runAction({ ...project, env }, { ...TO_PRODUCTION, ...inputs });
      const { stdout } = await project.sh('grep -c promote starts');
      return { starts: Number(stdout), exitCode: results.at(-1)?.exitCode, stdout: results.at(-1)?.stdout };
    };
    expect(await countStarts(6)).toMatchObject({ starts: 3, exitCode: 6 });
    for (const exitCode of [0, 1, 2, 3, 4, 5, 7])
      expect(await countStarts(exitCode)).toMatchObject({ starts: 1, exitCode });
    expect(await countStarts(8)).toMatchObject({
      starts: 1,
      exitCode: 8,
      stdout: expect.stringContaining('allow-pending'),
    });
    expect(await countStarts(8, { 'allow-pending': 'true' })).toMatchObject({ starts: 1, exitCode: 0 });
    expect(await countStarts(3, { 'allow-pending': 'true' })).toMatchObject({ starts: 1, exitCode: 3 });
  });
});
