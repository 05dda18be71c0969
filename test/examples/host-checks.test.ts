import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PYTHON, runHere, skipWithout } from '../host-tools.js';
import { parseCrontab } from './crontab.js';
import { readAction, readWorkflow } from './github-runner.js';
import { makeHostProject, removeTemplates } from './host-project.js';
import { parseShellSteps } from './jenkinsfile.js';

/** The first line is what its host puts before a script. */
const asBash = (script: string) => `#!/bin/bash\nset -eo pipefail\n${script}`;
const asSh = (script: string) => `#!/bin/sh\nset -e\n${script}`;

/** Every script of the examples, for the shell that its host runs it in. */
function listScripts(): [name: string, script: string][] {
  const read = (file: string) => readFileSync(file, 'utf8');
  const gitlab = parse(read('examples/gitlab-ci/.gitlab-ci.yml'));
  const githubSteps = [
    ...readAction().runs.steps,
    ...Object.values(readWorkflow().jobs).flatMap(({ steps }) => steps),
  ];
  return [
    ...githubSteps.flatMap(({ name = 'a step', run }): [string, string][] =>
      run === undefined ? [] : [[name, asBash(run)]],
    ),
    ...['gate', 'promote', 'nightly'].map((job): [string, string] => [
      job,
      asBash([...gitlab.default.before_script, ...gitlab[job].script].join('\n')),
    ]),
    ...parseShellSteps(read('examples/jenkins/Jenkinsfile')).map((script): [string, string] => [
      'Jenkinsfile',
      asSh(script),
    ]),
    ...parseCrontab(read('examples/cron/crontab')).lines.map(({ schedule, command }): [string, string] => [
      schedule,
      `#!/bin/sh\n${command}`,
    ]),
    ['pre-commit', read('examples/pre-commit/pre-commit')],
  ];
}

describe('what the hosts themselves would say of the examples', () => {
  afterAll(removeTemplates);

  const SCHEMAS: Record<string, readonly string[]> = {
    'action.yml': ['vendor.github-actions'],
    'examples/github-actions/models.yml': ['vendor.github-workflows'],
    'examples/gitlab-ci/.gitlab-ci.yml': ['vendor.gitlab-ci', '--data-transform', 'gitlab-ci'],
  };
  for (const [file, schema] of Object.entries(SCHEMAS)) {
    it(`${file} is valid by the published schema`, async (context) => {
      await skipWithout(context, 'check-jsonschema', [PYTHON, '-m', 'check_jsonschema', '--version']);
      const checked = await runHere(PYTHON, ['-m', 'check_jsonschema', '--builtin-schema', ...schema, file]);
      expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
    });
  }

  it('shellcheck finds nothing in any script', async (context) => {
    await skipWithout(context, 'shellcheck');
    const scripts = listScripts();
    expect(scripts.length).toBe(17);
    for (const [name, script] of scripts) {
      const { stdout } = await runHere('bash', ['-c', 'printf %s "$1" | shellcheck -', 'bash', script]);
      expect(stdout, name).toBe('');
    }
  });

  it('pre-commit runs the hook from its manifest', async (context) => {
    await skipWithout(context, 'pre-commit', [PYTHON, '-m', 'pre_commit', '--version']);
    const project = await makeHostProject('03');
    try {
      // A repository of its own that has the hook: pre-commit clones what is committed.
      await project.setUp(`mkdir -p ../hooks/examples && cd ../hooks
        cp "${path.resolve('.pre-commit-hooks.yaml')}" . && cp -r "${path.resolve('examples/pre-commit')}" examples/
        git init -q && git add . && git -c user.name=Ada -c user.email=ada@example.com commit -qm hooks`);
      const tryHook = () =>
        project.sh(
          `export PRE_COMMIT_HOME=$PWD/../cache; git add .; "${PYTHON}" -m pre_commit try-repo ../hooks`,
        );
      expect(await tryHook()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Passed') });
      await project.setUp('git rm -q models/1.0.0/model.json');
      expect(await tryHook()).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('DAMAGED') });
    } finally {
      project.remove();
    }
  });
});
