import type { Command } from 'commander';
import { parseChoice } from './choice-option.js';

export function configureFailOn(command: Command): void {
  command.option('--fail-on <verdict>', 'fail, or warn to exit 3 on warnings too (default: fail)');
}

/** @throws GovError usage for anything but `fail` and `warn`. */
export function parseFailOn(text: string | undefined): 'fail' | 'warn' {
  return parseChoice('--fail-on', text ?? 'fail', ['fail', 'warn']);
}
