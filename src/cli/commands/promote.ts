import type { Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { exitCodeOfGates } from '../../gates/verdict.js';
import type { PromotionReport } from '../../governance/registry/plan-promotion.js';
import { type PromoteRequest, promoteVersion } from '../../governance/registry/promote-version.js';
import { parseAddress } from '../../registry/address.js';
import { STATUSES, type Status } from '../../registry/status.js';
import { choiceOption } from '../choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { configureFailOn, type FailOn } from '../fail-on-option.js';
import { applyPlanFile, requirePlanAlone, writePlanFile } from '../promotion-plan-option.js';
import { renderPreview, renderPromotion } from '../render/promotion.js';
import { describePromotion } from '../reports/promotion-document.js';
import { configureReports } from '../reports/report-option.js';
import { type CliSession, confirmAct, wasDeclined } from '../session.js';
import { configureWaivers, parseWaivers, type WaiverOptions } from '../waiver-option.js';

interface Options extends CommonOptions, ActOptions, WaiverOptions {
  readonly to?: Status;
  readonly yes?: boolean;
  readonly failOn?: FailOn;
  readonly planOut?: string;
  readonly apply?: string;
}

/** Steps that other people notice at once, or that cannot be taken back. */
const WEIGHTY: readonly Status[] = ['production', 'deprecated', 'failed'];

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov promote churn@latest --to staging',
    'dharma-gov promote churn@staging --to production --yes --reason "passed the holdout"',
    'dharma-gov promote churn@staging --to production --yes --report junit=gates.xml --report markdown=gates.md',
    'dharma-gov promote churn@staging --to production --plan-out plan.json && dharma-gov promote --apply plan.json --yes',
  ],
  configure: (command: Command) => {
    command
      .argument('[address]', 'the version: model@1.2.0, model@staging or model@latest')
      .addOption(choiceOption('--to <status>', `where to: ${STATUSES.slice(1).join(', ')}`, STATUSES))
      .option('--yes', 'do not ask before a step to production, deprecated or failed');
    configureFailOn(command);
    configureWaivers(command);
    command
      .option('--plan-out <file>', 'write the plan into a file and change nothing')
      .option(
        '--apply <file>',
        'do what such a plan says, unless the registry, the policy or the files changed',
      );
    addActOptions(command);
    configureReports(command);
  },
  run: async ([address], options, session) => {
    let isShown = false;
    const confirm = confirmation(session, options.yes, () => {
      isShown = true;
    });
    const report = await promote(address, options, session, confirm);
    const planFile = options.planOut !== undefined && report.allowed ? options.planOut : null;
    const dryRun = options.dryRun === true || options.planOut !== undefined;
    const end = { dryRun, planFile, declined: report.allowed && wasDeclined(report, { dryRun }) };
    // What was allowed in spite of a warning was not asked to fail by one.
    const failOn = report.allowed ? 'fail' : 'warn';
    return {
      schema: 'dharma-gov/promotion@1',
      report,
      exitCode: end.declined ? EXIT_CODES.denied : exitCodeOfGates(report.gates, failOn),
      committed: report.changed,
      render: (screen) => renderPromotion(screen, report, end, isShown),
      document: () => describePromotion(report, end, session.governance.now()),
    };
  },
};

async function promote(
  address: string | undefined,
  options: Options,
  session: CliSession,
  confirm: PromoteRequest['confirm'],
): Promise<PromotionReport> {
  const dryRun = options.dryRun === true;
  if (options.apply !== undefined) {
    requirePlanAlone(address, options);
    return applyPlanFile(session, options.apply, { dryRun, confirm });
  }
  const request = parseRequest(address, options, session);
  if (options.planOut !== undefined) return writePlanFile(session, options.planOut, request);
  return promoteVersion(session.governance, { ...request, dryRun, confirm });
}

function parseRequest(
  address: string | undefined,
  options: Options,
  { governance }: CliSession,
): Omit<PromoteRequest, 'dryRun' | 'confirm'> {
  if (address === undefined || options.to === undefined) {
    throw new GovError('usage', `promote: ${address === undefined ? 'an address' : '--to'} is missing`, {
      hint: 'write dharma-gov promote churn@staging --to production, or --apply <file>',
    });
  }
  return {
    address: parseAddress(address),
    to: options.to,
    reason: options.reason ?? null,
    failOn: options.failOn ?? 'fail',
    waivers: parseWaivers(options, governance.now()),
  };
}

/** @param onShown told when the person who is asked has seen what the gates say */
function confirmation(
  session: CliSession,
  yes: boolean | undefined,
  onShown: () => void,
): PromoteRequest['confirm'] {
  return async (preview) =>
    !WEIGHTY.includes(preview.to) ||
    confirmAct(
      session,
      yes,
      (screen) => {
        onShown();
        return renderPreview(screen, preview);
      },
      `promote ${preview.model}@${preview.version} to ${preview.to}?`,
    );
}
