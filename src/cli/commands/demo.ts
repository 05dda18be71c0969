import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Io } from '../io.js';
import { openScreen } from '../render/screen.js';
import { parseArguments } from '../words.js';

interface Options extends CommonOptions {
  readonly folder?: string;
}

/** What the walk does, in the words a user would type, and how each step must end. */
const STEPS: readonly { readonly say: string; readonly type: string; readonly exit: number }[] = [
  {
    say: 'A registry beside the model files, and a gate: production never gets worse by more than a point.',
    type: 'init --minimum accuracy=0.75 --max-regression accuracy=0.01 --no-input',
    exit: 0,
  },
  {
    say: 'Register the first version: its bytes are hashed, its training data becomes the drift baseline.',
    type: 'register churn --type classification --artifact models/1.0.0/model.json --config models/1.0.0/config.json --metrics models/1.0.0/metrics.json --training-data models/1.0.0/training.csv --description "first model"',
    exit: 0,
  },
  {
    say: 'Walk it to production. Its files are verified before each step.',
    type: 'promote churn@1.0.0 --to staging',
    exit: 0,
  },
  { say: '', type: 'promote churn@staging --to production --yes', exit: 0 },
  {
    say: 'A better version replaces it.',
    type: 'register churn --bump minor --artifact models/1.1.0/model.json --config models/1.1.0/config.json --metrics models/1.1.0/metrics.json --training-data models/1.1.0/training.csv --parent 1.0.0 --description "retrained"',
    exit: 0,
  },
  { say: '', type: 'promote churn@1.1.0 --to staging', exit: 0 },
  {
    say: '',
    type: 'promote churn@1.1.0 --to production --yes --reason "more accurate on the holdout"',
    exit: 0,
  },
  {
    say: 'Its predictions of March and April go into the prediction log, the labels follow.',
    type: 'ingest-predictions churn@production serving/2026-03.csv serving/2026-04.csv',
    exit: 0,
  },
  {
    say: '',
    type: 'ingest-predictions churn@production --labels labels/2026-03.csv labels/2026-04.csv',
    exit: 0,
  },
  {
    say: 'March looks like the training data.',
    type: 'drift-check churn@production --from 2026-03-01 --to 2026-04-01',
    exit: 0,
  },
  {
    say: 'April does not: prices went up and a new plan appeared.',
    type: 'drift-check churn@production --from 2026-04-01 --to 2026-05-01',
    exit: EXIT_CODES.denied,
  },
  {
    say: 'Once labels are there: how good were the predictions, month by month?',
    type: 'performance churn@production --by month',
    exit: 0,
  },
  {
    say: 'As a whole just good enough, but not on two of the plans.',
    type: 'performance churn@production --from 2026-04-01 --by plan',
    exit: EXIT_CODES.denied,
  },
  {
    say: 'Back to the version before, verified first.',
    type: 'rollback churn --reason "drift in April" --yes',
    exit: 0,
  },
  { say: 'Who did what, when and why, and proof that nobody altered it.', type: 'history churn', exit: 0 },
  { say: '', type: 'audit verify', exit: 0 },
];

export const command: CommandModule<Options> = {
  examples: ['dharma-gov demo', 'dharma-gov demo --folder ./dharma-demo'],
  configure: (command) => {
    command.option(
      '--folder <path>',
      'keep the demo in this new folder (default: a temporary one, removed afterwards)',
    );
  },
  run: async (_args, options, session) => {
    const folder =
      options.folder === undefined
        ? mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-demo-'))
        : path.resolve(session.io.cwd, options.folder);
    try {
      copyFixture(folder);
      await walk(folder, session.io, options);
    } finally {
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    }
    return {
      schema: 'dharma-gov/demo@1',
      report: { steps: STEPS.length, folder: options.folder === undefined ? null : folder },
      exitCode: EXIT_CODES.ok,
      render: () =>
        options.folder === undefined ? 'demo done' : `demo done; look around in ${options.folder}`,
    };
  },
};

function copyFixture(folder: string): void {
  const fixture = fileURLToPath(new URL('../../fixtures/demo', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const name of ['models', 'serving', 'labels']) {
    cpSync(path.join(fixture, name), path.join(folder, name), {
      recursive: true,
      force: false,
      errorOnExist: true,
    });
  }
}

/** Types each step for the user: a process of its own, in the demo's folder, with its output as it comes. */
async function walk(folder: string, io: Io, options: Options): Promise<void> {
  // With --json the walk itself is not the result, so it goes where notes go.
  const output = options.json === true ? io.stderr : io.stdout;
  const screen = await openScreen(output, io.env, options.color);
  for (const step of STEPS) {
    if (step.say !== '') output.write(`\n${screen.cyan(`# ${step.say}`)}\n`);
    output.write(`${screen.bold(`$ dharma-gov ${step.type}`)}\n`);
    const exitCode = await runStep(folder, step.type, io, options.json === true ? STDERR : STDOUT);
    if (exitCode !== 0) output.write(`${screen.dim(`(exit ${exitCode})`)}\n`);
    if (exitCode !== step.exit) {
      throw new GovError('input', `demo: "${step.type}" ended with exit code ${exitCode}, not ${step.exit}`, {
        hint: 'run dharma-gov doctor to see what is wrong here',
      });
    }
  }
}

const STDOUT = 1;
const STDERR = 2;

function runStep(folder: string, line: string, { env }: Io, descriptor: number): Promise<number | null> {
  const [, program = ''] = process.argv;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...parseArguments(line)], {
      cwd: folder,
      // What the demo finds is no finding about the step of a pipeline that runs it.
      env: { ...env, GITHUB_ACTIONS: '' },
      stdio: ['ignore', descriptor, 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode));
  });
}
