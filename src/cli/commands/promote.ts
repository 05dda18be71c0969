import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { type PromotionReport, promoteVersion } from '../../governance/registry/promote-version.js';
import { parseAddress } from '../../registry/address.js';
import { STATUSES, type Status } from '../../registry/status.js';
import { parseChoice } from '../choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { renderGates } from '../render/gates.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import { confirmAct, wasDeclined } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly to: string;
  readonly yes?: boolean;
}

/** Steps that other people notice at once, or that cannot be taken back. */
const WEIGHTY: readonly Status[] = ['production', 'deprecated', 'failed'];

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov promote churn@latest --to staging',
    'dharma-gov promote churn@staging --to production --yes --reason "passed the holdout"',
  ],
  configure: (command: Command) => {
    command
      .argument('<address>', 'the version: model@1.2.0, model@staging or model@latest')
      .requiredOption('--to <status>', `where to: ${STATUSES.slice(1).join(', ')}`)
      .option('--yes', 'do not ask before a step to production, deprecated or failed');
    addActOptions(command);
  },
  run: async ([address = ''], options, session) => {
    const to = parseChoice('--to', options.to, STATUSES);
    const report = await promoteVersion(session.governance, {
      address: parseAddress(address),
      to,
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
      confirm: async (preview) =>
        !WEIGHTY.includes(to) ||
        confirmAct(
          session,
          options.yes,
          (screen) => renderPreview(screen, preview),
          `promote ${preview.model}@${preview.version} to ${to}?`,
        ),
    });
    return {
      schema: 'dharma-gov/promotion@1',
      report,
      exitCode: wasDeclined(report, options) ? EXIT_CODES.denied : exitCodeOfVerdict(report.verdict, 'fail'),
      render: (screen) => render(screen, report, options.dryRun === true),
    };
  },
};

function render(screen: Screen, report: PromotionReport, dryRun: boolean): string {
  const name = `${report.model}@${report.version}`;
  if (report.verdict !== 'pass') return renderRefusal(screen, report, name);
  if (report.plan.events.length === 0) return `${name} already is in ${report.to}: nothing changed`;
  if (dryRun) return `${renderPreview(screen, report)}\ndry run: nothing changed`;
  if (wasDeclined(report, { dryRun })) return 'not confirmed: nothing changed';
  return [
    renderPreview(screen, report),
    `${name} is now in ${report.to} (generation ${report.generation})`,
    nextStep(report),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function renderPreview(screen: Screen, report: PromotionReport): string {
  return [...renderGates(screen, report.gates), renderPlan(screen, report.plan)].join('\n');
}

function renderRefusal(screen: Screen, report: PromotionReport, name: string): string {
  const conclusion =
    report.verdict === 'fail'
      ? screen.red(`denied: ${name} stays in ${report.from}`)
      : screen.yellow(`inconclusive: ${name} stays in ${report.from} until every gate can be evaluated`);
  return [...renderGates(screen, report.gates), conclusion].join('\n');
}

function nextStep({ model, version, to }: PromotionReport): string {
  if (to === 'staging') return `next: dharma-gov promote ${model}@${version} --to production`;
  if (to === 'production') return `next: dharma-gov ingest-predictions ${model}@production <file>`;
  return '';
}
