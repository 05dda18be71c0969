import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import { PERIODS } from '../../performance/period.js';
import { choiceOption } from '../choice-option.js';
import type { ActOptions } from '../command.js';

export interface ReplayOptions {
  /** The model; true for all. */
  readonly replay?: string | true;
  readonly from?: string;
  readonly to?: string;
  readonly by?: string;
  readonly autoRollback: boolean;
}

export function configureReplay(command: Command): void {
  command
    .option(
      '--replay [model]',
      'rehearse on the past instead, with the settings as they are: what would have fired when? changes nothing (default: all models)',
    )
    .option('--from <instant>', 'with --replay: begin here (default: with the day of the first prediction)')
    .option('--to <instant>', 'with --replay: end here (default: with the day of the last one)')
    .addOption(
      choiceOption(
        '--by <period>',
        'with --replay: check at the end of each day, week or month, UTC (default: day)',
        PERIODS,
      ),
    );
}

/** @throws GovError usage for what a rehearsal has no use for, and for what only a rehearsal has. */
export function checkReplayOptions(
  action: string | undefined,
  options: ReplayOptions & ActOptions & { readonly once?: boolean; readonly job?: readonly string[] },
): void {
  const { replay, once, job, dryRun } = options;
  if (replay === undefined) {
    const orphan = (['from', 'to', 'by'] as const).find((name) => options[name] !== undefined);
    if (orphan === undefined) return;
    throw new GovError('usage', `--${orphan}: only together with --replay`, {
      hint: 'dharma-gov watch --replay churn --by week',
    });
  }
  const flags = [once === true && '--once', job !== undefined && '--job', dryRun === true && '--dry-run'];
  const other = action ?? flags.find((flag) => flag !== false);
  if (other === undefined) return;
  throw new GovError('usage', `--replay: not together with ${other}`, {
    hint: 'a rehearsal does the jobs of its models at the end of each period, and changes nothing',
  });
}
