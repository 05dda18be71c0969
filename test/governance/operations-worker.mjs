// One of many processes that work on a registry at once: registers, promotes and rolls back at random, and writes each
// acknowledged change to a file of its own (after the operation has returned, so that the record claims no more than
// the registry promised).
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  GovError,
  listVersions,
  openGovernance,
  parseAddress,
  promoteVersion,
  registerVersion,
  rollbackModel,
} from '../../dist/index.js';

const [folder, name, operations] = process.argv.slice(2);
const governance = await openGovernance({ folder, actor: name });
const confirm = async () => true;

function acknowledge(report) {
  if (report.generation !== null)
    appendFileSync(path.join(folder, `${name}.acknowledged`), `${report.generation}\n`);
}

async function register(number) {
  const file = path.join(folder, 'models', `${name}-${number}.bin`);
  writeFileSync(file, `${name} ${number}`);
  return registerVersion(governance, {
    model: 'churn',
    modelType: null,
    version: null,
    bump: 'patch',
    status: 'validation',
    artifactPath: path.basename(file),
    config: null,
    metrics: {},
    trainingDataPath: null,
    parentVersion: null,
    runId: null,
    tags: [],
    description: null,
    author: null,
    ifAbsent: false,
    reason: null,
    dryRun: false,
  });
}

async function promote() {
  const { versions } = await listVersions(governance, 'churn');
  const candidates = versions.filter(({ status }) => status === 'validation' || status === 'staging');
  const chosen = candidates[Math.floor(Math.random() * candidates.length)];
  if (chosen === undefined) return { generation: null };
  const to = chosen.status === 'validation' ? 'staging' : 'production';
  return promoteVersion(governance, {
    address: parseAddress(`churn@${chosen.version}`),
    to,
    reason: null,
    dryRun: false,
    confirm,
  });
}

const rollback = () =>
  rollbackModel(governance, { model: 'churn', to: null, reason: 'test', dryRun: false, confirm });

const refusals = {};
for (let number = 0; number < Number(operations); number++) {
  const dice = Math.random();
  try {
    acknowledge(await (number === 0 || dice < 0.2 ? register(number) : dice < 0.85 ? promote() : rollback()));
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    refusals[error.kind] = (refusals[error.kind] ?? 0) + 1;
  }
}
process.stdout.write(JSON.stringify(refusals));
