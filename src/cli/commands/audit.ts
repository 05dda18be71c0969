import { Argument } from 'commander';
import type { AuditReport } from '../../commit-log/audit.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { auditRegistry } from '../../governance/registry/audit-registry.js';
import { readLog } from '../../governance/registry/registry-store.js';
import type { CommandModule, CommonOptions, Outcome } from '../command.js';
import { renderCommits } from '../render/commits.js';
import type { Screen } from '../render/screen.js';
import { plural, printable } from '../render/text.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions {
  readonly expectHead?: string;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov audit log', 'dharma-gov audit verify'],
  configure: (command) => {
    command
      .addArgument(
        new Argument('<action>', 'log: every change; verify: check every link of it').choices([
          'log',
          'verify',
        ]),
      )
      .option(
        '--expect-head <hash>',
        'verify: hash of an entry that the log must hold, noted down elsewhere before',
      );
  },
  run: ([action], options, session) => (action === 'log' ? showLog(session) : verifyLog(session, options)),
};

async function showLog(session: CliSession): Promise<Outcome> {
  const entries = await readLog(session.governance);
  return {
    schema: 'dharma-gov/audit-log@1',
    report: { entries },
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderCommits(screen, entries),
  };
}

async function verifyLog(session: CliSession, options: Options): Promise<Outcome> {
  const report = await auditRegistry(session.governance, parseHash(options.expectHead));
  return {
    schema: 'dharma-gov/audit@1',
    report,
    exitCode: report.findings.length === 0 ? EXIT_CODES.ok : EXIT_CODES.integrity,
    render: (screen) => renderAudit(screen, report),
  };
}

function parseHash(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new GovError('usage', `--expect-head: expected a hash of 64 digits, got "${text}"`, {
    hint: 'dharma-gov audit verify prints it',
  });
}

function renderAudit(screen: Screen, { findings, entries, head }: AuditReport): string {
  if (findings.length > 0) {
    return [
      ...findings.map(({ place, problem }) => `${screen.red(printable(place))}: ${printable(problem)}`),
      `${plural(findings.length, 'finding')}: restore the named files from a backup or from git`,
    ].join('\n');
  }
  return [
    `${plural(entries, 'entry', 'entries')} verified: the log is as it was written`,
    `head ${head.hash}`,
    screen.dim(
      'keep this head elsewhere: audit verify --expect-head <head> then also finds a log that was cut short',
    ),
  ].join('\n');
}
