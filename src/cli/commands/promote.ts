import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { type PromotionReport, promoteVersion } from '../../governance/registry/promote-version.js';
import { parseAddress } from '../../registry/address.js';
import { STATUSES, type Status } from '../../registry/status.js';
import { choiceOption } from '../choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { renderGates } from '../render/gates.js';
import { renderPlan } from '../render/plan.js';
import { describeEnd, describeNextStep, type PromotionEnd } from '../render/promotion-words.js';
import type { Screen } from '../render/screen.js';
import { describePromotion } from '../reports/promotion-document.js';
import { configureReports } from '../reports/report-option.js';
import { confirmAct, wasDeclined } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly to: Status;
  readonly yes?: boolean;
}

/** Steps that other people notice at once, or that cannot be taken back. */
const WEIGHTY: readonly Status[] = ['production', 'deprecated', 'failed'];

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov promote churn@latest --to staging',
    'dharma-gov promote churn@staging --to production --yes --reason "passed the holdout"',
    'dharma-gov promote churn@staging --to production --yes --report junit=gates.xml --report markdown=gates.md',
  ],
  configure: (command: Command) => {
    command
      .argument('<address>', 'the version: model@1.2.0, model@staging or model@latest')
      .addOption(
        choiceOption(
          '--to <status>',
          `where to: ${STATUSES.slice(1).join(', ')}`,
          STATUSES,
        ).makeOptionMandatory(),
      )
      .option('--yes', 'do not ask before a step to production, deprecated or failed');
    addActOptions(command);
    configureReports(command);
  },
  run: async ([address = ''], options, session) => {
    const { to } = options;
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
    const end = { dryRun: options.dryRun === true, declined: wasDeclined(report, options) };
    return {
      schema: 'dharma-gov/promotion@1',
      report,
      committed: report.changed,
      exitCode: end.declined ? EXIT_CODES.denied : exitCodeOfVerdict(report.verdict, 'fail'),
      render: (screen) => render(screen, report, end),
      document: () => describePromotion(report, end, session.governance.now()),
    };
  },
};

function render(screen: Screen, report: PromotionReport, end: PromotionEnd): string {
  const conclusion = describeEnd(report, end);
  if (report.verdict === 'fail' || report.verdict === 'unknown') {
    const paint = report.verdict === 'fail' ? screen.red : screen.yellow;
    return [...renderGates(screen, report.gates), paint(conclusion)].join('\n');
  }
  if (report.plan.events.length === 0 || end.declined) return conclusion;
  const next = describeNextStep(report).map((step) => `next: ${step}`);
  return [renderPreview(screen, report), conclusion, ...next].join('\n');
}

function renderPreview(screen: Screen, report: PromotionReport): string {
  return [...renderGates(screen, report.gates), renderPlan(screen, report.plan)].join('\n');
}
