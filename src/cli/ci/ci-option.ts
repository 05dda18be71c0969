import type { Command } from 'commander';
import { parseChoice } from '../choice-option.js';
import type { Io } from '../io.js';

/** A host that gets annotations, a summary and outputs. */
export type CiHost = 'github';

/** For commands whose outcome has a document. */
export function configureCi(command: Command): void {
  command.option(
    '--ci <host>',
    'github: annotations, step summary and outputs; or none (default: github in GitHub Actions, else none)',
  );
}

/** @throws GovError usage for an unknown host. */
export function parseCi(text: string | undefined, { env }: Pick<Io, 'env'>): CiHost | null {
  const host = text === undefined ? null : parseChoice('--ci', text, ['github', 'none']);
  return host === 'github' || (host === null && env.GITHUB_ACTIONS === 'true') ? 'github' : null;
}
