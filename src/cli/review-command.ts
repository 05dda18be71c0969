import { GATED_STATUSES, type GatedStatus } from '../config/gate-keys.js';
import { EXIT_CODES } from '../core/errors.js';
import type { Governance } from '../governance/context.js';
import type { ReviewReport, ReviewRequest } from '../governance/gates/review-version.js';
import { parseAddress } from '../registry/address.js';
import { choiceOption } from './choice-option.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from './command.js';
import { renderReview } from './render/reviews.js';

export interface ReviewOptions extends CommonOptions, ActOptions {
  readonly to?: GatedStatus;
}

/** A command by which a person says something of a version. */
export function reviewCommand(
  examples: readonly string[],
  review: (governance: Governance, request: ReviewRequest) => Promise<ReviewReport>,
): CommandModule<ReviewOptions> {
  return {
    examples,
    configure: (command) => {
      command
        .argument('<address>', 'the version: model@1.2.0, model@staging or model@latest')
        .addOption(
          choiceOption(
            '--to <status>',
            `on its way where: ${GATED_STATUSES.join(' or ')} (default: its next one of these)`,
            GATED_STATUSES,
          ),
        );
      addActOptions(command);
    },
    run: async ([address = ''], options, { governance }) => {
      const dryRun = options.dryRun === true;
      const report = await review(governance, {
        address: parseAddress(address),
        to: options.to ?? null,
        reason: options.reason ?? null,
        dryRun,
      });
      return {
        schema: 'dharma-gov/review@1',
        report,
        exitCode: EXIT_CODES.ok,
        render: (screen) => renderReview(screen, report, dryRun),
      };
    },
  };
}
