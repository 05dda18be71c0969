import { EXIT_CODES } from '../../core/errors.js';
import { parseInstant } from '../../core/time.js';
import { readHistory, readProductionAt } from '../../governance/read-registry.js';
import { parseModelName } from '../../registry/names.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { renderCommits } from '../render/commits.js';
import { formatInstant } from '../render/text.js';

interface Options extends CommonOptions {
  readonly at?: string;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov history churn', 'dharma-gov history churn --at 2026-03-01'],
  configure: (command) => {
    command
      .argument('<model>', 'the model')
      .option(
        '--at <instant>',
        'print the version that was in production then (2026-03-01 or 2026-03-01T12:00:00Z)',
      );
  },
  run: async ([name = ''], options, session) => {
    const model = parseModelName(name);
    if (options.at !== undefined) {
      const report = await readProductionAt(session.governance, model, parseInstant(options.at, '--at'));
      return {
        schema: 'dharma-gov/production-at@1',
        report,
        exitCode: report.version === null ? EXIT_CODES.inconclusive : EXIT_CODES.ok,
        render: () =>
          report.version ?? `nothing of ${model} was in production at ${formatInstant(report.at)}`,
      };
    }
    const entries = await readHistory(session.governance, model);
    return {
      schema: 'dharma-gov/history@1',
      report: { model, entries },
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderCommits(screen, entries),
    };
  },
};
