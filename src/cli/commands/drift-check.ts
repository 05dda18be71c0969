import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import { parseDuration, parseInstant } from '../../core/time.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { checkDrift } from '../../governance/check-drift.js';
import type { DriftWindow } from '../../governance/current-data.js';
import { parseAddress } from '../../registry/address.js';
import { collect, parseAssignments, parseNumber } from '../assignment.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { parseFormat } from '../input-format.js';
import { renderDrift } from '../render/drift-report.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions {
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly current?: readonly string[];
  readonly format?: string;
  readonly threshold?: string;
  readonly importance?: readonly string[];
  readonly failOn?: string;
  readonly exact?: boolean;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov drift-check churn@production --last 7d',
    'dharma-gov drift-check churn@1.0.0 --from 2026-03-01 --to 2026-04-01',
    'dharma-gov drift-check churn@production --current serving/2026-04.csv --fail-on warn',
  ],
  configure: (command: Command) => {
    command
      .argument('<address>', 'the version: model@production or model@1.2.0')
      .option('--from <instant>', 'predictions of the log from here on (default: the first)')
      .option('--to <instant>', 'predictions before this instant (default: the last)')
      .option('--last <duration>', 'predictions of the log from so long ago until now: 24h, 7d, 2w')
      .option('--current <files...>', 'compare files instead, nothing ingested: CSV, NDJSON, Parquet, -')
      .option('--format <format>', 'format of --current: csv, ndjson, parquet (default: by its name)')
      .option('--threshold <score>', 'score from which there is drift, PSI (default: driftThreshold)')
      .option(
        '--importance <feature=weight>',
        'importance of a feature (repeatable; default: drift.importance, else all alike)',
        collect,
      )
      .option('--fail-on <verdict>', 'fail, or warn to exit 3 on warnings too (default: fail)')
      .option('--exact', 'compare all values, also of more than 100,000 rows (default: counts in bins)');
  },
  run: async ([address = ''], options, session) => {
    const failOn = parseFailOn(options.failOn);
    const report = await checkDrift(session.governance, {
      address: parseAddress(address),
      window: parseWindow(options, session),
      threshold: options.threshold === undefined ? null : parseThreshold(options.threshold),
      importance:
        options.importance === undefined ? null : parseAssignments('--importance', options.importance),
      exact: options.exact === true,
    });
    return {
      schema: 'dharma-gov/drift@1',
      report,
      exitCode: exitCodeOfVerdict(report.verdict, failOn),
      render: (screen) => renderDrift(screen, report),
    };
  },
};

function parseWindow(options: Options, session: CliSession): DriftWindow {
  const { from, to, last, current } = options;
  const spans = [current !== undefined, last !== undefined, from !== undefined || to !== undefined];
  if (spans.filter(Boolean).length > 1) {
    throw new GovError('usage', 'give one of --current, --last, or --from and --to', {
      hint: '--current compares files; the others choose from the prediction log',
    });
  }
  if (current !== undefined) {
    return { kind: 'files', inputs: current, stdin: session.io.stdin, format: parseFormat(options.format) };
  }
  if (last !== undefined) {
    const now = session.governance.now();
    const start = Date.parse(now) - parseDuration(last, '--last');
    return { kind: 'log', from: new Date(start).toISOString(), to: now };
  }
  const window = {
    kind: 'log',
    from: from === undefined ? null : parseInstant(from, '--from'),
    to: to === undefined ? null : parseInstant(to, '--to'),
  } as const;
  if (window.from !== null && window.to !== null && window.from >= window.to) {
    throw new GovError('usage', '--from: is not before --to', { hint: 'the window ends before --to' });
  }
  return window;
}

function parseThreshold(text: string): number {
  const threshold = parseNumber('--threshold', text);
  if (threshold >= 0) return threshold;
  throw new GovError('usage', `--threshold: expected a score of 0 or more, got ${text}`);
}

function parseFailOn(text: string | undefined): 'fail' | 'warn' {
  if (text === undefined || text === 'fail' || text === 'warn') return text ?? 'fail';
  throw new GovError('usage', `--fail-on: expected fail or warn, got "${text}"`);
}
