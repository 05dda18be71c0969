import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { readRecentChecks } from '../../governance/checks/read-recent-checks.js';
import { checkDrift } from '../../governance/drift/check-drift.js';
import { parseAddress } from '../../registry/address.js';
import { collect, parseAssignments, parseNumber } from '../assignment.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { configureFailOn, type FailOn } from '../fail-on-option.js';
import { configureKeep, exitCodeOfKept, type KeepFlags, keepOptions } from '../keep-option.js';
import { renderDrift } from '../render/drift-report.js';
import { renderKept } from '../render/kept-check.js';
import { describeDrift } from '../reports/drift-document.js';
import { CHECKS_IN_A_REPORT, configureReports } from '../reports/report-option.js';
import { configureWindow, parseWindow, type WindowOptions } from '../window-option.js';

interface Options extends CommonOptions, WindowOptions, KeepFlags {
  readonly threshold?: string;
  readonly importance?: readonly string[];
  readonly failOn?: FailOn;
  readonly exact?: boolean;
  readonly by?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov drift-check churn@production --last 7d',
    'dharma-gov drift-check churn@1.0.0 --from 2026-03-01 --to 2026-04-01 --compare previous',
    'dharma-gov drift-check churn@1.0.0 --from 2026-03-01 --by plan',
    'dharma-gov drift-check churn@production --current serving/2026-04.csv --fail-on warn',
    'dharma-gov drift-check churn@production --last 7d --report html=drift.html --report junit=drift.xml',
  ],
  configure: (command: Command) => {
    command.argument('<address>', 'the version: model@production or model@1.2.0');
    configureWindow(command);
    command
      .option('--threshold <score>', 'score from which there is drift, PSI (default: driftThreshold)')
      .option(
        '--importance <feature=weight>',
        'importance of a feature (repeatable; default: drift.importance, else all alike)',
        collect,
      )
      .option(
        '--by <column>',
        'check each value of this column as a segment too: a feature, prediction, or a column ignored by baseline set (default: no segments)',
      )
      .option('--exact', 'compare all values, also of more than 100,000 rows (default: counts in bins)');
    configureFailOn(command);
    configureKeep(command);
    configureReports(command);
  },
  run: async ([address = ''], options, session) => {
    const report = await checkDrift(session.governance, {
      address: parseAddress(address),
      window: parseWindow(options, session),
      threshold: options.threshold === undefined ? null : parseThreshold(options.threshold),
      importance:
        options.importance === undefined ? null : parseAssignments('--importance', options.importance),
      by: options.by ?? null,
      exact: options.exact === true,
      keep: keepOptions(options),
    });
    return {
      schema: 'dharma-gov/drift@1',
      report,
      exitCode: exitCodeOfKept(
        session,
        exitCodeOfVerdict(report.verdict, options.failOn ?? 'fail'),
        report.recording,
      ),
      render: async (screen) => [await renderDrift(screen, report), ...renderKept(screen, report)].join('\n'),
      document: async () =>
        describeDrift(
          report,
          await readRecentChecks(session.governance, report, CHECKS_IN_A_REPORT),
          session.governance.now(),
        ),
    };
  },
};

function parseThreshold(text: string): number {
  const threshold = parseNumber('--threshold', text);
  if (threshold >= 0) return threshold;
  throw new GovError('usage', `--threshold: expected a score of 0 or more, got ${text}`);
}
