import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import { parseTestAddress } from '../../experiments/test-address.js';
import { exitCodeOfGates } from '../../gates/verdict.js';
import { type StopReport, stopExperiment } from '../../governance/experiments/stop-experiment.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { renderStopPreview, renderStopped } from '../render/experiment-end.js';
import { confirmAct } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly promoteWinner?: boolean;
  readonly yes?: boolean;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov ab-test stop churn --dry-run',
    'dharma-gov ab-test stop churn --yes --reason "the campaign is over"',
  ],
  configure: (command: Command) => {
    command
      .argument('<test>', 'the model, or the model and its test: churn/ab-1')
      .option('--promote-winner', 'put the winner into production first, through the gates')
      .option('--yes', 'do not ask');
    addActOptions(command);
  },
  run: async ([test = ''], options, session) => {
    const report = await stopExperiment(session.governance, {
      test: parseTestAddress(test),
      promoteWinner: options.promoteWinner === true,
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
      confirm: async (preview) =>
        confirmAct(
          session,
          options.yes,
          (screen) => renderStopPreview(screen, preview),
          `stop ${preview.model}/${preview.test}?`,
        ),
    });
    return {
      schema: 'dharma-gov/ab-test-stop@1',
      report,
      exitCode: exitCodeOf(report, options.dryRun === true),
      render: (screen) => renderStopped(screen, report, options.dryRun === true),
    };
  },
};

function exitCodeOf({ promotion, changed }: StopReport, dryRun: boolean): number {
  if (promotion !== null && !promotion.allowed) return exitCodeOfGates(promotion.gates, 'fail');
  return changed || dryRun ? EXIT_CODES.ok : EXIT_CODES.denied;
}
