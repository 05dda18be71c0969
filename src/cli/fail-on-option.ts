import type { Command } from 'commander';
import { choiceOption } from './choice-option.js';

const FAIL_ON = ['fail', 'warn'] as const;

/** The least verdict that fails the command. */
export type FailOn = (typeof FAIL_ON)[number];

export function configureFailOn(command: Command): void {
  command.addOption(
    choiceOption('--fail-on <verdict>', 'fail, or warn to exit 3 on warnings too (default: fail)', FAIL_ON),
  );
}
