import type { Command } from 'commander';
import { GovError } from '../core/errors.js';
import { parseDuration, parseInstant } from '../core/time.js';
import type { DriftWindow } from '../governance/drift/current-data.js';
import type { SourceFormat } from '../predictions/ports.js';
import { formatOption } from './input-format.js';
import type { CliSession } from './session.js';

/** Which rows a check is about. */
export interface WindowOptions {
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly current?: readonly string[];
  readonly format?: SourceFormat;
}

export function configureWindow(command: Command): void {
  command
    .option('--from <instant>', 'predictions of the log from here on (default: the first)')
    .option('--to <instant>', 'predictions before this instant (default: the last)')
    .option('--last <duration>', 'predictions of the log from so long ago until now: 24h, 7d, 2w')
    .option('--current <files...>', 'look at files instead, nothing ingested: CSV, NDJSON, Parquet, -')
    .addOption(formatOption('format of --current: csv, ndjson, parquet (default: by its name)'));
}

/** @throws GovError usage when two kinds of window are asked for, or one that ends before it starts. */
export function parseWindow(options: WindowOptions, session: CliSession): DriftWindow {
  const { from, to, last, current } = options;
  const spans = [current !== undefined, last !== undefined, from !== undefined || to !== undefined];
  if (spans.filter(Boolean).length > 1) {
    throw new GovError('usage', 'give one of --current, --last, or --from and --to', {
      hint: '--current compares files; the others choose from the prediction log',
    });
  }
  if (current !== undefined) {
    return { kind: 'files', inputs: current, stdin: session.io.stdin, format: options.format ?? null };
  }
  if (last !== undefined) {
    const now = session.governance.now();
    const start = Date.parse(now) - parseDuration(last, '--last');
    return { kind: 'log', from: new Date(start).toISOString(), to: now };
  }
  const window = {
    kind: 'log',
    from: from === undefined ? null : parseInstant(from, '--from'),
    to: to === undefined ? null : parseInstant(to, '--to'),
  } as const;
  if (window.from !== null && window.to !== null && window.from >= window.to) {
    throw new GovError('usage', '--from: is not before --to', { hint: 'the window ends before --to' });
  }
  return window;
}
