import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cleanEnvironment, run, type ShellResult } from '../cli/shell.js';

/** A team's repository, as the examples expect one, in a folder of its own. */
export interface HostProject {
  readonly folder: string;
  /** The variables that a host starts every script with here. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs bash there. */
  sh(script: string): Promise<ShellResult>;
  /** As `sh`, but a failure is one of the test's own set-up. */
  setUp(script: string): Promise<void>;
  remove(): void;
}

/** Of the demo's data: 03 is calm, 04 drifts. */
export type Month = '03' | '04';

/** Made once in a test file, which removes them in the end: `afterAll(removeTemplates)`. */
const templates = new Map<Month, Promise<HostProject>>();

export async function removeTemplates(): Promise<void> {
  for (const template of templates.values()) (await template).remove();
}

/**
 * Versions of the demo: 1.0.0 in production, 1.1.0 (better) and 1.2.0 (worse) in staging; predictions of the last days
 * with their labels.
 * @param month of the demo's data, laid on the last days
 */
export async function makeHostProject(month: Month): Promise<HostProject> {
  const made = templates.get(month) ?? makeTemplate(month);
  templates.set(month, made);
  const { folder } = await made;
  const project = emptyProject();
  await project.setUp(`cp -a ${folder}/. .`);
  return project;
}

function emptyProject(): HostProject {
  const home = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-test-'));
  const folder = path.join(home, 'project');
  mkdirSync(folder);
  // npm without its own words, which differ from version to version, and without a network.
  const env = { ...cleanEnvironment(home), npm_config_loglevel: 'silent', npm_config_offline: 'true' };
  const sh = (script: string) => run('bash', ['-c', script], { cwd: folder, env });
  const setUp = async (script: string) => {
    const result = await sh(`set -e\n${script}`);
    if (result.exitCode !== 0)
      throw new Error(`the project could not be made:\n${result.stdout}${result.stderr}`);
  };
  return { folder, env, sh, setUp, remove: () => rmSync(home, { recursive: true, force: true }) };
}

async function makeTemplate(month: Month): Promise<HostProject> {
  const template = emptyProject();
  installStandIn(template.folder);
  await template.setUp(INSTALL + REGISTER);
  mkdirSync(path.join(template.folder, 'serving'));
  writeFileSync(path.join(template.folder, 'serving/new.csv'), recentPredictions(month));
  await template.setUp(INGEST(month));
  return template;
}

/** A package that leads to the program of this checkout, so that `npm ci` is run for real, and without a network. */
function installStandIn(folder: string): void {
  const standIn = path.join(folder, 'vendor/dharma-gov');
  mkdirSync(standIn, { recursive: true });
  const program = JSON.stringify(path.resolve('bin/dharma-gov.js'));
  writeFileSync(path.join(standIn, 'bin.js'), `#!/usr/bin/env node\nrequire(${program});\n`, { mode: 0o755 });
  const packages = {
    'vendor/dharma-gov/package.json': {
      name: 'dharma-gov',
      version: '0.0.0',
      bin: { 'dharma-gov': 'bin.js' },
    },
    'package.json': { private: true, devDependencies: { 'dharma-gov': 'file:vendor/dharma-gov' } },
  };
  for (const [file, text] of Object.entries(packages))
    writeFileSync(path.join(folder, file), JSON.stringify(text));
  // Sparse PATHs, as cron's, may have no node.
  mkdirSync(path.join(folder, 'vendor/node'));
  symlinkSync(process.execPath, path.join(folder, 'vendor/node/node'));
}

/** Somebody else has to approve what goes to production. */
export const ONE_APPROVAL =
  "sed -i '/^  production:/,$ s/# approvals: 0/approvals: 1/' .dharmarc; git commit -qam 'Ask for an approval'";

const INSTALL = `
npm install --package-lock-only
npm ci
git init -q -b main
git config user.name Ada; git config user.email ada@example.com
printf '%s\\n' node_modules/ vendor/ serving/ '*.xml' models/.dharma/cache/ models/.dharma/checks/ > .gitignore
echo 'models/.dharma/** -text' > .gitattributes
`;

const REGISTER = `
cp -r "$FIXTURES/demo/models" .
dharma-gov init --no-input --minimum accuracy=0.75 --max-regression accuracy=0.01
for version in 1.0.0 1.1.0; do
  dharma-gov register churn --version $version --artifact models/$version/model.json \\
    --metrics models/$version/metrics.json --training-data models/$version/training.csv
  dharma-gov promote churn@$version --to staging
done
dharma-gov promote churn@1.0.0 --to production --yes
mkdir models/1.2.0
echo '{ "weights": [] }' > models/1.2.0/model.json
echo '{ "accuracy": 0.71 }' > models/1.2.0/metrics.json
dharma-gov register churn --version 1.2.0 --artifact models/1.2.0/model.json --metrics models/1.2.0/metrics.json
dharma-gov promote churn@1.2.0 --to staging
git add . && git commit -q -m 'three versions of churn'
`;

const INGEST = (month: Month) => `
dharma-gov ingest-predictions churn@production serving/new.csv
dharma-gov ingest-predictions churn@production --labels "$FIXTURES/demo/labels/2026-${month}.csv"
git add . && git commit -q -m predictions
`;

/** The demo's predictions of a month, a few minutes apart and the last one yesterday. */
function recentPredictions(month: Month): string {
  const [head = '', ...rows] = readFileSync(`fixtures/demo/serving/2026-${month}.csv`, 'utf8')
    .trimEnd()
    .split('\n');
  const yesterday = Date.now() - 86_400_000;
  const moved = rows.map((row, index) => {
    const [id, , ...rest] = row.split(',');
    const at = new Date(yesterday - (rows.length - index) * 300_000).toISOString();
    return [id, at, ...rest].join(',');
  });
  return [head, ...moved, ''].join('\n');
}
