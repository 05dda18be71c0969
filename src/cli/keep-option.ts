import type { Command } from 'commander';
import type { KeepOptions, Recording } from '../governance/checks/keep-check.js';
import { choiceOption } from './choice-option.js';
import type { CliSession } from './session.js';

/** What is done with a check's result besides printing it. */
export interface KeepFlags {
  readonly compare?: string;
  readonly record: boolean;
}

export function configureKeep(command: Command): void {
  command
    .addOption(
      choiceOption('--compare <check>', 'previous: say what is different from the recorded check before', [
        'previous',
      ]),
    )
    .option('--no-record', 'keep nothing of it and leave alerts alone (--current is never recorded)')
    .option('--actor <name>', 'who opens alerts (default: the CI user, git user.email, or the OS user)');
}

export function keepOptions({ compare, record }: KeepFlags): KeepOptions {
  return { record, compare: compare !== undefined };
}

/**
 * The exit code of a check: that of its verdict; of the failure, where everything is well but for what could not be
 * kept. Warns of that failure.
 */
export function exitCodeOfKept(session: CliSession, exitCodeOfVerdict: number, recording: Recording): number {
  if (recording.kind !== 'failed') return exitCodeOfVerdict;
  const hint = recording.hint === null ? '' : ` (${recording.hint})`;
  session.warn(
    `the result was not recorded: ${recording.message}${hint}; --no-record judges without recording`,
  );
  return exitCodeOfVerdict === 0 ? recording.exitCode : exitCodeOfVerdict;
}
