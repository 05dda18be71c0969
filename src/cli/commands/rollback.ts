import { EXIT_CODES, GovError } from '../../core/errors.js';
import { type RollbackReport, rollbackModel } from '../../governance/registry/rollback-model.js';
import { parseModelName, parseVersionNumber } from '../../registry/names.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { openPrompt } from '../prompt.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import { type CliSession, confirmAct, wasDeclined } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly from?: string;
  readonly to?: string;
  readonly yes?: boolean;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov rollback churn --reason "drift since March" --yes',
    'dharma-gov rollback churn --to 1.0.0 --reason "last known good" --dry-run',
  ],
  configure: (command) => {
    command
      .argument('<model>', 'the model')
      .option(
        '--to <version>',
        'any version that once was in production (default: the one before the present)',
      )
      .option('--from <version>', 'only if this one is in production: makes it safe to run again')
      .option('--yes', 'do not ask');
    addActOptions(command);
  },
  run: async ([model = ''], options, session) => {
    const report = await rollbackModel(session.governance, {
      model: parseModelName(model),
      to: options.to === undefined ? null : parseVersionNumber(options.to),
      from: options.from === undefined ? null : parseVersionNumber(options.from),
      reason: await requireReason(options, session),
      dryRun: options.dryRun === true,
      confirm: (preview) =>
        confirmAct(
          session,
          options.yes,
          (screen) => renderPlan(screen, preview.plan),
          `roll ${preview.model} back to ${preview.to}?`,
        ),
    });
    return {
      schema: 'dharma-gov/rollback@1',
      report,
      exitCode: wasDeclined(report, options) ? EXIT_CODES.denied : EXIT_CODES.ok,
      render: (screen) => render(screen, report, options.dryRun === true),
    };
  },
};

/** Somebody will read this entry after an incident: it must say why. */
async function requireReason({ reason }: Options, session: CliSession): Promise<string> {
  if (reason !== undefined && reason.trim() !== '') return reason;
  if (!session.interactive) {
    throw new GovError('usage', 'rollback: no reason given', { hint: 'pass --reason "what went wrong"' });
  }
  const prompt = await openPrompt(session.io);
  return prompt.input('Why?', (text) => text !== '' || 'the audit trail needs a reason');
}

function render(screen: Screen, report: RollbackReport, dryRun: boolean): string {
  if (report.plan.events.length === 0)
    return `${report.model}@${report.to} already is in production: nothing changed`;
  const plan = renderPlan(screen, report.plan);
  if (dryRun) return `${plan}\ndry run: nothing changed`;
  if (wasDeclined(report, { dryRun })) return 'not confirmed: nothing changed';
  return [
    plan,
    `${report.model} is back on ${report.to} (generation ${report.generation})`,
    `next: dharma-gov history ${report.model}`,
  ].join('\n');
}
