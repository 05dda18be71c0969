import { Argument, type Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { readBaseline, type VersionBaseline } from '../../governance/drift/read-baseline.js';
import { type BaselineReport, setBaseline } from '../../governance/drift/set-baseline.js';
import { parseAddress } from '../../registry/address.js';
import { collect } from '../assignment.js';
import {
  type ActOptions,
  addActOptions,
  type CommandModule,
  type CommonOptions,
  type Outcome,
} from '../command.js';
import { renderBaseline } from '../render/drift-baseline.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import { plural, printable } from '../render/text.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly numeric?: readonly string[];
  readonly categorical?: readonly string[];
  readonly ignore?: readonly string[];
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov baseline set churn@1.2.0 models/1.1.0/training.csv --reason "same data as 1.1.0"',
    'dharma-gov baseline show churn@production',
  ],
  configure: (command: Command) => {
    command
      .addArgument(
        new Argument('<action>', 'set: measure drift against this data; show: what it is now').choices([
          'set',
          'show',
        ]),
      )
      .argument('<address>', 'the version: model@production or model@1.2.0')
      .argument('[file]', 'set: the training data, a CSV, NDJSON or Parquet file')
      .option(
        '--numeric <column>',
        'set: score as numbers what looks like an identifier (repeatable)',
        collect,
      )
      .option(
        '--categorical <column>',
        'set: score as categories what looks like numbers (repeatable)',
        collect,
      )
      .option('--ignore <column>', 'set: do not score this column (repeatable)', collect);
    addActOptions(command);
  },
  run: ([action, address = '', file], options, session) =>
    action === 'set' ? set(session, address, file, options) : show(session, address),
};

async function set(
  session: CliSession,
  address: string,
  file: string | undefined,
  options: Options,
): Promise<Outcome> {
  if (file === undefined) {
    throw new GovError('usage', 'baseline set: no training data given', {
      hint: `for example: dharma-gov baseline set ${address} training.csv`,
    });
  }
  const report = await setBaseline(session.governance, {
    address: parseAddress(address),
    trainingDataPath: session.registryPath(file),
    declared: {
      numeric: options.numeric ?? [],
      categorical: options.categorical ?? [],
      ignored: options.ignore ?? [],
    },
    reason: options.reason ?? null,
    dryRun: options.dryRun === true,
  });
  return {
    schema: 'dharma-gov/baseline-set@1',
    report,
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderSet(screen, report, options.dryRun === true),
  };
}

async function show(session: CliSession, address: string): Promise<Outcome> {
  const found = await readBaseline(session.governance, parseAddress(address));
  return {
    schema: 'dharma-gov/baseline@1',
    report: describe(found),
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderBaseline(screen, found),
  };
}

function describe({ model, version, key, baseline }: VersionBaseline): object {
  const { rows, columns, unscored } = baseline;
  return { model, version, ...key, rows, columns, unscored };
}

function renderSet(screen: Screen, report: BaselineReport, dryRun: boolean): string {
  const { model, version, plan, columns, unscored, generation } = report;
  const name = `${model}@${version}`;
  if (plan.events.length === 0) return `${name} already has this baseline: nothing changed`;
  const features = columns.filter(({ role }) => role === 'feature');
  return [
    renderPlan(screen, plan),
    `  ${plural(features.length, 'feature')}: ${printable(features.map(({ name, kind }) => `${name} (${kind})`).join(', '))}`,
    ...unscored.map(({ name, reason }) => `  not scored: ${printable(name)} (${printable(reason)})`),
    dryRun ? 'dry run: nothing changed' : `baseline of ${name} set (generation ${generation})`,
    ...(dryRun ? [] : [`next: dharma-gov drift-check ${name}`]),
  ].join('\n');
}
