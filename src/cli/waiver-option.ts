import type { Command } from 'commander';
import { GovError } from '../core/errors.js';
import { type Instant, parseDuration, parseInstant } from '../core/time.js';
import type { WaiverRequest } from '../governance/gates/request-waivers.js';

export interface WaiverOptions {
  readonly waive?: readonly string[];
  readonly until?: string;
}

export function configureWaivers(command: Command): void {
  command
    .option(
      '--waive <gate...>',
      'let the version past a gate, for the --reason given: minimum, or minimum/accuracy; only those of gates.<status>.waivable',
    )
    .option(
      '--until <instant>',
      'waive it for later versions of the model, too: until an instant, or for 12h, 7d, 2w (default: this promotion alone)',
    );
}

/** @throws GovError usage for --until without --waive, or in the past. */
export function parseWaivers({ waive = [], until }: WaiverOptions, now: Instant): WaiverRequest[] {
  if (until !== undefined && waive.length === 0) {
    throw new GovError('usage', '--until: there is nothing to waive', {
      hint: 'name a gate: --waive <gate>',
    });
  }
  const end = until === undefined ? null : parseEnd(until, now);
  return [...new Set(waive)].map((gate) => ({ gate, until: end }));
}

function parseEnd(until: string, now: Instant): Instant {
  const isDuration = /^\s*[\d.]+[a-z]\s*$/.test(until);
  const end = isDuration
    ? new Date(Date.parse(now) + parseDuration(until, '--until')).toISOString()
    : parseInstant(until, '--until');
  if (end > now) return end;
  throw new GovError('usage', `--until: ${end} is over already`, { hint: 'write an instant to come, or 7d' });
}
