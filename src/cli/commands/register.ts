import type { Command } from 'commander';
import { readDataFile } from '../../adapters/data-file.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { type RegisterReport, registerVersion } from '../../governance/registry/register-version.js';
import { parseMetrics, parseModelConfig } from '../../registry/metrics.js';
import { BUMPS, type Bump, parseModelName, parseVersionNumber } from '../../registry/names.js';
import { collect } from '../assignment.js';
import { choiceOption } from '../choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly artifact: string;
  readonly version?: string;
  readonly bump?: Bump;
  readonly type?: string;
  readonly status?: (typeof FIRST_STATUSES)[number];
  readonly config?: string;
  readonly metrics?: string;
  readonly trainingData?: string;
  readonly description?: string;
  readonly author?: string;
  readonly owner?: string;
  readonly tag?: readonly string[];
  readonly parent?: string;
  readonly runId?: string;
  readonly ifAbsent?: boolean;
}

/** What a version may be registered as. */
const FIRST_STATUSES = ['training', 'validation'] as const;

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov register churn --artifact models/1.0.0/model.json --metrics models/1.0.0/metrics.json --training-data models/1.0.0/training.csv --if-absent',
    'dharma-gov register churn --artifact models/1.1.0 --bump minor --parent 1.0.0 --tag retrained --owner team-retention',
  ],
  configure: (command: Command) => {
    command
      .argument('<model>', 'name of the model; it is created with its first version')
      .requiredOption('--artifact <path>', 'the model file, or a folder of them')
      .option('--version <number>', 'version to register, MAJOR.MINOR.PATCH (default: see --bump)')
      .addOption(
        choiceOption(
          '--bump <part>',
          'major, minor or patch: the number after the highest (default: patch)',
          BUMPS,
        ),
      )
      .option('--type <type>', 'kind of model, for example classification (first version only)')
      .addOption(
        choiceOption('--status <status>', 'training or validation (default: validation)', FIRST_STATUSES),
      )
      .option('--config <file>', "the model's own configuration, a JSON or YAML object")
      .option('--metrics <file>', 'evaluation results, a JSON or YAML object of numbers')
      .option('--training-data <file>', 'CSV, NDJSON or Parquet that drift is later measured against')
      .option('--description <text>', 'what this version is')
      .option('--author <name>', 'who made it (default: the actor)')
      .option('--owner <name>', 'who answers for it: a person or a team (default: nobody is named)')
      .option('--tag <tag>', 'a tag (repeatable)', collect)
      .option('--parent <version>', 'the version it was derived from')
      .option('--run-id <id>', 'run of an experiment tracker, such as MLflow')
      .option('--if-absent', 'succeed without change when the same content is already registered');
    addActOptions(command);
  },
  run: async ([model = ''], options, session) => {
    const report = await registerVersion(session.governance, {
      model: parseModelName(model),
      modelType: options.type ?? null,
      version: options.version === undefined ? null : parseVersionNumber(options.version),
      bump: options.bump ?? 'patch',
      status: options.status ?? 'validation',
      artifactPath: session.registryPath(options.artifact),
      config: await readOptional(session, options.config, parseModelConfig),
      metrics: (await readOptional(session, options.metrics, parseMetrics)) ?? {},
      trainingDataPath:
        options.trainingData === undefined ? null : session.registryPath(options.trainingData),
      parentVersion: options.parent === undefined ? null : parseVersionNumber(options.parent),
      runId: options.runId ?? null,
      tags: options.tag ?? [],
      description: options.description ?? null,
      author: options.author ?? null,
      owner: parseOwner(options.owner),
      ifAbsent: options.ifAbsent === true,
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
    });
    return {
      schema: 'dharma-gov/registration@1',
      report,
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, report, options.dryRun === true),
    };
  },
};

function parseOwner(text: string | undefined): string | null {
  if (text?.trim() !== '') return text ?? null;
  throw new GovError('usage', '--owner: a name is needed', { hint: 'leave it out to name nobody' });
}

async function readOptional<T>(
  session: CliSession,
  file: string | undefined,
  parse: (value: unknown, place: string) => T,
): Promise<T | null> {
  return file === undefined ? null : parse(await readDataFile(session.io.cwd, file), file);
}

function render(screen: Screen, report: RegisterReport, dryRun: boolean): string {
  const name = `${report.model}@${report.version}`;
  if (report.plan.events.length === 0) return `${name} already holds this content: nothing changed`;
  const plan = renderPlan(screen, report.plan);
  if (dryRun) return `${plan}\ndry run: nothing changed`;
  return [
    plan,
    `registered ${name} (generation ${report.generation})`,
    report.baseline === null
      ? `note: no baseline; dharma-gov baseline set ${name} <training data> makes one`
      : '',
    `next: dharma-gov promote ${name} --to ${report.status === 'training' ? 'validation' : 'staging'}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
