import type { Command } from 'commander';
import { parseInstant } from '../../core/time.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { verdictOfDecision } from '../../experiments/decision.js';
import { parseTestAddress } from '../../experiments/test-address.js';
import { evaluateExperiment } from '../../governance/experiments/evaluate-experiment.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { renderExperiment } from '../render/experiment.js';
import { describeExperiment } from '../reports/experiment-document.js';
import { configureReports } from '../reports/report-option.js';

interface Options extends CommonOptions {
  readonly to?: string;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov ab-test status churn', 'dharma-gov ab-test status churn/ab-1 --json'],
  configure: (command: Command) => {
    command
      .argument('<test>', 'the model, or the model and its test: churn/ab-1')
      .option('--to <instant>', 'as it was then: count only units before this instant (default: now)');
    configureReports(command);
  },
  run: async ([test = ''], options, session) => {
    const report = await evaluateExperiment(session.governance, {
      test: parseTestAddress(test),
      to: options.to === undefined ? null : parseInstant(options.to, '--to'),
    });
    return {
      schema: 'dharma-gov/ab-test@1',
      report,
      exitCode: exitCodeOfVerdict(verdictOfDecision(report.decision), 'fail'),
      render: (screen) => renderExperiment(screen, report),
      document: () => describeExperiment(report),
    };
  },
};
