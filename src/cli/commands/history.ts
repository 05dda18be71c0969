import { CHECK_KINDS, type CheckKind } from '../../checks/check-record.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { parseDuration, parseInstant } from '../../core/time.js';
import { readChecks } from '../../governance/checks/read-checks.js';
import { readHistory, readProductionAt } from '../../governance/registry/read-registry.js';
import { parseModelName } from '../../registry/names.js';
import { choiceOption } from '../choice-option.js';
import type { CommandModule, CommonOptions, Outcome } from '../command.js';
import { renderCheckHistory } from '../render/check-history.js';
import { renderCommits } from '../render/commits.js';
import { formatInstant } from '../render/text.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions {
  readonly at?: string;
  readonly checks?: boolean;
  readonly kind?: CheckKind;
  readonly last?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov history churn',
    'dharma-gov history churn --at 2026-03-01',
    'dharma-gov history churn --checks --last 30d',
  ],
  configure: (command) => {
    command
      .argument('<model>', 'the model')
      .option(
        '--at <instant>',
        'print the version that was in production then (2026-03-01 or 2026-03-01T12:00:00Z)',
      )
      .option('--checks', 'show what checks found instead, and the trend of it')
      .addOption(
        choiceOption(
          '--kind <kind>',
          `--checks: only ${CHECK_KINDS.join(' or only ')} (default: all)`,
          CHECK_KINDS,
        ),
      )
      .option(
        '--last <duration>',
        '--checks: those made from so long ago until now: 24h, 30d (default: all)',
      );
  },
  run: async ([name = ''], options, session) => {
    const model = parseModelName(name);
    assertOneQuestion(options);
    if (options.at !== undefined) return showProductionAt(session, model, options.at);
    return options.checks === true ? showChecks(session, model, options) : showCommits(session, model);
  },
};

function assertOneQuestion({ at, checks, kind, last }: Options): void {
  if (checks === true && at !== undefined) {
    throw new GovError('usage', 'give one of --at and --checks', {
      hint: '--at tells what was in production',
    });
  }
  if (checks !== true && (kind !== undefined || last !== undefined)) {
    const flag = kind === undefined ? '--last' : '--kind';
    throw new GovError('usage', `${flag}: chooses among checks`, { hint: `add --checks` });
  }
}

async function showProductionAt(session: CliSession, model: string, at: string): Promise<Outcome> {
  const report = await readProductionAt(session.governance, model, parseInstant(at, '--at'));
  return {
    schema: 'dharma-gov/production-at@1',
    report,
    exitCode: report.version === null ? EXIT_CODES.inconclusive : EXIT_CODES.ok,
    render: () => report.version ?? `nothing of ${model} was in production at ${formatInstant(report.at)}`,
  };
}

async function showChecks(session: CliSession, model: string, { kind, last }: Options): Promise<Outcome> {
  const { governance } = session;
  const history = await readChecks(governance, model, {
    kind: kind ?? null,
    since: last === undefined ? null : ago(governance.now(), last),
  });
  return {
    schema: 'dharma-gov/checks@1',
    report: history,
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderCheckHistory(screen, history),
  };
}

function ago(now: string, duration: string): string {
  return new Date(Date.parse(now) - parseDuration(duration, '--last')).toISOString();
}

async function showCommits(session: CliSession, model: string): Promise<Outcome> {
  const entries = await readHistory(session.governance, model);
  return {
    schema: 'dharma-gov/history@1',
    report: { model, entries },
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderCommits(screen, entries),
  };
}
