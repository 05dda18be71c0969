import type { Command } from 'commander';
import { GovError } from '../core/errors.js';

export function configureFailOn(command: Command): void {
  command.option('--fail-on <verdict>', 'fail, or warn to exit 3 on warnings too (default: fail)');
}

/** @throws GovError usage for anything but `fail` and `warn`. */
export function parseFailOn(text: string | undefined): 'fail' | 'warn' {
  if (text === undefined || text === 'fail' || text === 'warn') return text ?? 'fail';
  throw new GovError('usage', `--fail-on: expected fail or warn, got "${text}"`);
}
