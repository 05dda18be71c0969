import type { Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { parseDuration, parseInstant } from '../../core/time.js';
import { parseMetricSpec } from '../../experiments/metric-spec.js';
import { parseRamp } from '../../experiments/ramp.js';
import { type StartReport, startExperiment } from '../../governance/experiments/start-experiment.js';
import type { Arm } from '../../registry/experiment-events.js';
import { parseModelName, parseVersionNumber } from '../../registry/names.js';
import { collect, parseAssignments, parseNumber } from '../assignment.js';
import { choiceOption } from '../choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { formatHours } from '../render/experiment.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import { formatInstant } from '../render/text.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly a?: string;
  readonly b?: string;
  readonly split?: string;
  readonly arm?: readonly string[];
  readonly metric?: readonly string[];
  readonly duration?: string;
  readonly units?: string;
  readonly method?: (typeof METHODS)[number];
  readonly hash?: (typeof HASHES)[number];
  readonly salt?: string;
  readonly from?: string;
  readonly ramp?: string;
  readonly stepDuration?: string;
}

const DEFAULT_PLANNED_UNITS = 5000;
const DEFAULT_STEP_HOURS = 1;
const HOUR_MS = 3_600_000;

const METHODS = ['sequential', 'fixed'] as const;
const HASHES = ['sha256', 'growthbook-v2'] as const;

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov ab-test start churn --a 1.0.0 --b 1.1.0 --split 0.5 --metric accuracy:goal',
    'dharma-gov ab-test start churn --a 1.0.0 --b 1.1.0 --ramp 1,5,25,100 --metric accuracy:goal --metric latency_ms:guardrail:lower --dry-run',
  ],
  configure: (command: Command) => {
    command
      .argument('<model>', 'the model whose versions are compared')
      .option('--a <version>', 'the control, what is served now')
      .option('--b <version>', 'the candidate')
      .option('--split <share>', 'units that go to --b, 0..1 (default: abTesting.defaultTrafficSplit)')
      .option(
        '--arm <version=weight>',
        'instead of --a and --b: an arm, the control first (repeatable)',
        collect,
      )
      .option(
        '--metric <name:role[:direction]>',
        'goal or guardrail; higher or lower is better (repeatable; default: accuracy:goal)',
        collect,
      )
      .option('--duration <duration>', 'at least so long (default: abTesting.defaultDurationHours)')
      .option('--units <number>', `units the test is planned for (default: ${DEFAULT_PLANNED_UNITS})`)
      .addOption(
        choiceOption(
          '--method <method>',
          'sequential: safe to look at any time; fixed: once, at --units (default: sequential)',
          METHODS,
        ),
      )
      .addOption(choiceOption('--hash <hash>', 'sha256 or growthbook-v2 (default: sha256)', HASHES))
      .option('--salt <text>', "text hashed with each unit's id (default: one of the test's own)")
      .option('--from <instant>', 'count predictions from here on (default: now)')
      .option(
        '--ramp <percents>',
        'a canary: growing shares of --b such as 1,5,25,50,100, or 25:10 for steps of 10 up to 25',
      )
      .option(
        '--step-duration <duration>',
        `each step of --ramp at least so long (default: ${DEFAULT_STEP_HOURS}h)`,
      );
    addActOptions(command);
  },
  run: async ([model = ''], options, session) => {
    const { config } = session.settings;
    const lowerIsBetter = config['gates.lowerIsBetter'];
    const report = await startExperiment(session.governance, {
      model: parseModelName(model),
      arms: parseArms(options, session),
      metrics: (options.metric ?? ['accuracy:goal']).map((text) => parseMetricSpec(text, lowerIsBetter)),
      durationHours:
        options.duration === undefined
          ? config['abTesting.defaultDurationHours']
          : parseDuration(options.duration, '--duration') / HOUR_MS,
      plannedUnits: options.units === undefined ? DEFAULT_PLANNED_UNITS : parseUnits(options.units),
      method: options.method ?? 'sequential',
      hash: options.hash ?? 'sha256',
      salt: options.salt ?? null,
      from: options.from === undefined ? null : parseInstant(options.from, '--from'),
      ramp: parseRampOptions(options),
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
    });
    return {
      schema: 'dharma-gov/ab-test-start@1',
      report,
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, report, options.dryRun === true),
    };
  },
};

function parseArms(options: Options, session: CliSession): Arm[] {
  const { a, b, split, arm, ramp } = options;
  if (arm !== undefined) {
    if (a !== undefined || b !== undefined || split !== undefined || ramp !== undefined) {
      throw new GovError('usage', '--arm: names all arms with their weights', {
        hint: 'leave out --a, --b, --split and --ramp',
      });
    }
    return Object.entries(parseAssignments('--arm', arm)).map(([version, weight]) => ({
      version: parseVersionNumber(version),
      weight,
    }));
  }
  if (a === undefined || b === undefined) {
    throw new GovError('usage', `${a === undefined ? '--a' : '--b'}: no version given`, {
      hint: 'name the control with --a and the candidate with --b',
    });
  }
  if (ramp !== undefined && options.duration !== undefined) {
    throw new GovError('usage', 'give one of --duration and --ramp', {
      hint: 'a canary takes as long as its steps: see --step-duration',
    });
  }
  if (split !== undefined && !(Number(split) > 0 && Number(split) < 1)) {
    throw new GovError('usage', `--split: expected a share between 0 and 1, got ${split}`);
  }
  if (ramp !== undefined && split !== undefined) {
    throw new GovError('usage', 'give one of --split and --ramp', {
      hint: '--split is one share for the whole test, --ramp a growing one',
    });
  }
  // A canary ends with all traffic on its candidate; until then its steps say how much of that it has.
  const share =
    ramp !== undefined
      ? 1
      : split === undefined
        ? session.settings.config['abTesting.defaultTrafficSplit']
        : parseNumber('--split', split);
  return [
    { version: parseVersionNumber(a), weight: Number((1 - share).toPrecision(12)) },
    { version: parseVersionNumber(b), weight: share },
  ];
}

function parseUnits(text: string): number {
  const units = parseNumber('--units', text);
  if (Number.isInteger(units) && units > 0) return units;
  throw new GovError('usage', `--units: expected a whole number above 0, got ${text}`);
}

function parseRampOptions({ ramp, stepDuration }: Options) {
  if (ramp === undefined) {
    if (stepDuration === undefined) return null;
    throw new GovError('usage', '--step-duration: there are no steps without --ramp');
  }
  const stepHours =
    stepDuration === undefined
      ? DEFAULT_STEP_HOURS
      : parseDuration(stepDuration, '--step-duration') / HOUR_MS;
  return { percents: parseRamp(ramp), stepHours };
}

function render(screen: Screen, report: StartReport, dryRun: boolean): string {
  const { model, test, started } = report;
  const metrics = started.metrics.map(
    ({ metric, role, direction }) => `${metric} (${role}, ${direction} is better)`,
  );
  return [
    renderPlan(screen, report.plan),
    `  ${metrics.join(', ')}`,
    `  ${describeCourse(started)}`,
    ...(dryRun
      ? ['dry run: nothing changed']
      : [
          `test ${model}/${test} runs (generation ${report.generation})`,
          `units count from ${formatInstant(started.from)}; where services route by it only later, start it then, or with --from`,
          `next: dharma-gov ab-test route ${model} --id <unit>, then dharma-gov ab-test status ${model}`,
        ]),
  ].join('\n');
}

function describeCourse({
  method,
  alpha,
  plannedUnits,
  durationHours,
  ramp,
  minUnits,
}: StartReport['started']): string {
  if (ramp !== null) {
    return `alpha ${alpha}, each step at least ${formatHours(ramp.stepHours)} and ${minUnits} requests of the candidate`;
  }
  return `${method}, alpha ${alpha}, planned for ${plannedUnits} units, at least ${formatHours(durationHours)}`;
}
