import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HostProject, makeHostProject, removeTemplates } from './host-project.js';
import { expectTranscript } from './transcript.js';

const REPOSITORY = process.cwd();

/** What somebody does to the project, and what git shall say to the commit of it. */
const REFUSED = {
  'a registered model file is changed': 'echo "{}" > models/1.0.0/model.json; git add .',
  'a registered model file is removed': 'git rm -q models/1.0.0/model.json',
  'registry.json is edited by hand': 'sed -i s/staging/production/ models/registry.json; git add .',
  'a log entry is edited by hand': 'sed -i s/ada/eve/ models/.dharma/log/000000000002.json; git add .',
  'a log entry is not staged':
    'dharma-gov promote churn@1.1.0 --to production --yes > /dev/null; git add models/registry.json',
  'the staged file is changed, the one in the folder is not':
    'cp models/1.0.0/model.json kept; echo "{}" > models/1.0.0/model.json; git add models; mv kept models/1.0.0/model.json',
};

/** A registry of another name, and a model that lies beside it. */
const ELSEWHERE = `
  git mv models registry && echo 'registryPath: registry' > .dharmarc && mkdir weights && echo '{}' > weights/model.json
  dharma-gov register side --artifact weights/model.json > /dev/null && git add . && git commit -q -m elsewhere`;

const REFUSED_ELSEWHERE = {
  'a model file of a registry by another name': 'echo "{ }" > registry/1.0.0/model.json; git add .',
  'a model file beside the registry': 'echo "{ }" > weights/model.json; git add .',
};

const ACCEPTED = {
  'a version is registered and promoted': `
    mkdir models/1.3.0; echo '{ "weights": [1] }' > models/1.3.0/model.json
    dharma-gov register churn --version 1.3.0 --artifact models/1.3.0/model.json > /dev/null
    git add .`,
  'a model in the making is not staged, and nothing of models is':
    'echo "{}" > models/1.0.0/model.json; echo hello > notes; git add notes',
};

describe('the pre-commit hook', () => {
  let project: HostProject;
  beforeEach(async () => {
    project = await makeHostProject('03');
    await project.setUp(`cp "${REPOSITORY}/examples/pre-commit/pre-commit" .git/hooks/pre-commit`);
  });
  afterEach(() => project.remove());
  afterAll(removeTemplates);

  const commit = 'git commit -q -m change; code=$?; git log --format=%s -1; exit $code';

  for (const [title, change] of Object.entries(REFUSED)) {
    it(`refuses a commit where ${title}`, async () => {
      await project.setUp(change);
      const result = await project.sh(commit);
      expect(result.exitCode).toBe(1);
      expect(result.stdout).toBe('predictions\n');
      expectTranscript('pre-commit', title.replaceAll(/[ ,.]+/g, '-'), [{ step: title, ...result }]);
    });
  }

  for (const [title, change] of Object.entries(ACCEPTED)) {
    it(`accepts a commit where ${title}`, async () => {
      await project.setUp(change);
      expect(await project.sh(commit)).toEqual({ stdout: 'change\n', stderr: '', exitCode: 0 });
    });
  }

  for (const [title, change] of Object.entries(REFUSED_ELSEWHERE)) {
    it(`refuses a change of ${title}`, async () => {
      await project.setUp(ELSEWHERE);
      await project.setUp(change);
      const result = await project.sh(commit);
      expect(result).toMatchObject({ exitCode: 1, stdout: 'elsewhere\n' });
      expect(result.stderr).toContain(
        'commit refused: what is staged in registry is not what was registered.',
      );
    });
  }

  it('checks everything when it runs with nothing staged', async () => {
    await project.setUp(
      'echo "{}" > models/1.0.0/model.json; git add .; git commit -q -m forced --no-verify',
    );
    expect(await project.sh('.git/hooks/pre-commit')).toMatchObject({ exitCode: 1 });
  });

  it('refuses where the program is missing, since nothing was verified', async () => {
    await project.setUp('rm -r node_modules; echo "{}" > models/1.0.0/model.json; git add .');
    const result = await project.sh(`PATH=/usr/bin:/bin; ${commit}`);
    expect(result).toMatchObject({ exitCode: 1, stdout: 'predictions\n' });
    expect(result.stderr).toMatch(/dharma-gov.*not found/);
  });
});
