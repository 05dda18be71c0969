import type { Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import {
  type PlannedEffect,
  type PlanRequest,
  type PowerPoint,
  planPowerCurve,
  planSampleSize,
} from '../../experiments/sample-plan.js';
import { parseNumber } from '../assignment.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatCount } from '../render/text.js';

interface Options extends CommonOptions {
  readonly baseline?: string;
  readonly mde?: string;
  readonly daily?: string;
  readonly split?: string;
  readonly power?: string;
}

const DEFAULT_POWER = 0.8;

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov ab-test plan --baseline 0.83 --mde 0.02 --daily 1440',
    'dharma-gov ab-test plan --baseline 0.05 --mde -0.01 --daily 20000 --split 0.1 --power 0.9',
  ],
  configure: (command: Command) => {
    command
      .option('--baseline <share>', 'share of the control, for example its accuracy, 0..1')
      .option('--mde <share>', 'smallest change worth finding, in the same unit')
      .option('--daily <units>', 'units a day, both arms together')
      .option('--split <share>', 'units that go to the candidate, 0..1 (default: 0.5)')
      .option('--power <share>', `chance to find the change when it is there (default: ${DEFAULT_POWER})`);
  },
  run: (_args, options, session) => {
    const request: PlanRequest = {
      baseline: parseNeeded('--baseline', options.baseline),
      effect: parseNeeded('--mde', options.mde),
      dailyUnits: parseNeeded('--daily', options.daily),
      split: options.split === undefined ? 0.5 : parseNumber('--split', options.split),
      power: options.power === undefined ? DEFAULT_POWER : parsePower(options.power),
      alpha: session.settings.config['abTesting.alpha'],
    };
    const effects = planSampleSize(request);
    const curve = planPowerCurve(request);
    return Promise.resolve({
      schema: 'dharma-gov/ab-test-plan@1',
      report: { ...request, effects, curve },
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, request, effects, curve),
    });
  },
};

function parseNeeded(flag: string, text: string | undefined): number {
  if (text !== undefined) return parseNumber(flag, text);
  throw new GovError('usage', `${flag}: not given`, {
    hint: 'for example: dharma-gov ab-test plan --baseline 0.83 --mde 0.02 --daily 1440',
  });
}

function parsePower(text: string): number {
  const power = parseNumber('--power', text);
  if (power >= 0.01 && power <= 0.999999) return power;
  throw new GovError('usage', `--power: expected a share from 0.01 to 0.999999, got ${text}`);
}

async function render(
  screen: Screen,
  request: PlanRequest,
  effects: readonly PlannedEffect[],
  curve: readonly PowerPoint[],
): Promise<string> {
  const table = await renderTable(
    screen,
    ['CHANGE', 'FROM', 'TO', 'UNITS IN SMALLER ARM', 'UNITS', 'DAYS'],
    effects.map(({ effect, to, unitsPerArm, units, days }) => [
      `${effect > 0 ? '+' : ''}${effect}`,
      String(request.baseline),
      String(to),
      formatCount(unitsPerArm),
      formatCount(units),
      formatCount(days),
    ]),
  );
  if (!screen.isTty) return table;
  const { split, alpha, power } = request;
  return [
    table,
    '',
    `power to find ${request.effect > 0 ? '+' : ''}${request.effect}, by units in the smaller arm`,
    ...drawCurve(curve),
    '',
    `two-sided, alpha ${alpha}, power ${power}, ${split * 100} % of the units in the candidate; looked at once, at the end`,
  ].join('\n');
}

const BAR_COLUMNS = 40;

/** Every second point as a bar, which is all that a terminal needs to show the shape. */
function drawCurve(curve: readonly PowerPoint[]): string[] {
  const width = Math.max(...curve.map(({ unitsPerArm }) => formatCount(unitsPerArm).length));
  return curve
    .filter((_, index) => index % 2 === 1)
    .map(({ unitsPerArm, power }) => {
      const bar = '█'.repeat(Math.round(power * BAR_COLUMNS));
      return `${formatCount(unitsPerArm).padStart(width)}  ${bar} ${Math.round(power * 100)} %`;
    });
}
