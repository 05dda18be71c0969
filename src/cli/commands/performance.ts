import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { readRecentChecks } from '../../governance/checks/read-recent-checks.js';
import { measurePerformance } from '../../governance/performance/measure-performance.js';
import type { PerformanceGrouping } from '../../governance/performance/performance-report.js';
import { PERIODS } from '../../performance/period.js';
import { parseAddress } from '../../registry/address.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { configureFailOn, type FailOn } from '../fail-on-option.js';
import { configureKeep, exitCodeOfKept, type KeepFlags, keepOptions } from '../keep-option.js';
import { renderKept } from '../render/kept-check.js';
import { renderPerformance } from '../render/performance-report.js';
import { describePerformance } from '../reports/performance-document.js';
import { CHECKS_IN_A_REPORT, configureReports } from '../reports/report-option.js';
import { configureWindow, parseWindow, type WindowOptions } from '../window-option.js';

interface Options extends CommonOptions, WindowOptions, KeepFlags {
  readonly by?: string;
  readonly failOn?: FailOn;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov performance churn@production --last 7d',
    'dharma-gov performance churn@1.1.0 --from 2026-03-01 --to 2026-05-01 --by week',
    'dharma-gov performance churn@production --by plan --fail-on warn',
    'dharma-gov performance churn@production --by week --report html=performance.html --report markdown=performance.md',
  ],
  configure: (command: Command) => {
    command.argument('<address>', 'the version: model@production or model@1.2.0');
    configureWindow(command);
    command.option(
      '--by <what>',
      'day, week or month (UTC), or a column whose values are measured one by one; column:day is a column of that name (default: the window as a whole)',
    );
    configureFailOn(command);
    configureKeep(command);
    configureReports(command);
  },
  run: async ([address = ''], options, session) => {
    const report = await measurePerformance(session.governance, {
      address: parseAddress(address),
      window: parseWindow(options, session),
      by: options.by === undefined ? null : parseGrouping(options.by),
      keep: keepOptions(options),
    });
    return {
      schema: 'dharma-gov/performance@1',
      report,
      exitCode: exitCodeOfKept(
        session,
        exitCodeOfVerdict(report.verdict, options.failOn ?? 'fail'),
        report.recording,
      ),
      render: async (screen) =>
        [await renderPerformance(screen, report), ...renderKept(screen, report)].join('\n'),
      document: async () =>
        describePerformance(
          report,
          await readRecentChecks(session.governance, report, CHECKS_IN_A_REPORT),
          session.governance.now(),
        ),
    };
  },
};

const COLUMN = 'column:';

function parseGrouping(text: string): PerformanceGrouping {
  const period = PERIODS.find((known) => known === text);
  if (period !== undefined) return { kind: 'period', period };
  const column = text.startsWith(COLUMN) ? text.slice(COLUMN.length) : text;
  if (column !== '') return { kind: 'column', column };
  throw new GovError('usage', '--by: a period or a column is needed', {
    hint: `${PERIODS.join(', ')}, or the name of a column`,
  });
}
