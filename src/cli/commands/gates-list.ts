import type { Command } from 'commander';
import { GATED_STATUSES, type GatedStatus } from '../../config/gate-keys.js';
import { EXIT_CODES } from '../../core/errors.js';
import { describeGates } from '../../governance/gates/describe-gates.js';
import { choiceOption } from '../choice-option.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { parseGatedModel } from '../gated-model.js';
import { renderGateList } from '../render/gate-list.js';

interface Options extends CommonOptions {
  readonly model?: string;
  readonly to?: GatedStatus;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov gates list', 'dharma-gov gates list --model churn --to production'],
  configure: (command: Command) => {
    command
      .option('--model <model>', 'with what is set for this model alone (default: for all models)')
      .addOption(choiceOption('--to <status>', 'staging or production (default: both)', GATED_STATUSES));
  },
  run: async (_args, options, session) => {
    const model = await parseGatedModel(session, options.model);
    const statuses = options.to === undefined ? GATED_STATUSES : [options.to];
    const gates = describeGates(session.settings, model, statuses);
    return {
      schema: 'dharma-gov/gates@1',
      report: { model, gates },
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderGateList(screen, gates),
    };
  },
};
