import type { Command } from 'commander';
import { choiceOption } from '../choice-option.js';
import type { Io } from '../io.js';

/** A host that gets annotations, a summary and outputs. */
export type CiHost = 'github';

/** For commands whose outcome has a document. */
export function configureCi(command: Command): void {
  command.addOption(
    choiceOption(
      '--ci <host>',
      'github: annotations, step summary and outputs; or none (default: github in GitHub Actions, else none)',
      ['github', 'none'],
    ),
  );
}

/** The host to tell, as far as `--ci` is one of its words. */
export function findCiHost(option: string | undefined, { env }: Pick<Io, 'env'>): CiHost | null {
  return option === 'github' || (option === undefined && env.GITHUB_ACTIONS === 'true') ? 'github' : null;
}
