import type { Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { ingestPredictions } from '../../governance/predictions/ingest-predictions.js';
import type { SourceFormat } from '../../predictions/ports.js';
import { parseAddress } from '../../registry/address.js';
import { collect } from '../assignment.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { parseCount } from '../count-option.js';
import { formatOption, requireInputs } from '../input-format.js';
import { renderIngest } from '../render/ingest-report.js';

interface Options extends CommonOptions, ActOptions {
  readonly labels?: readonly string[];
  readonly format?: SourceFormat;
  readonly requestId?: string;
  readonly timestamp?: string;
  readonly prediction?: string;
  readonly probability?: string;
  readonly latency?: string;
  readonly actual?: string;
  readonly error?: string;
  readonly text?: readonly string[];
  readonly maxBadRows?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov ingest-predictions churn@production serving/2026-03.csv',
    'dharma-gov ingest-predictions churn@production --labels labels/2026-03.csv',
    'dharma-gov ingest-predictions churn@1.1.0 serving/2026-04.csv --max-bad-rows 10 --dry-run',
  ],
  configure: (command: Command) => {
    command
      .argument('<address>', 'the version that predicted: model@production or model@1.2.0')
      .argument('[files...]', 'CSV, NDJSON or Parquet files, gzipped or not, globs, or - for standard input')
      .option('--labels <files...>', 'add the truth for requests instead: a request id and the actual value')
      .addOption(formatOption('csv, ndjson, parquet (default: by the name of the file)'))
      .option('--max-bad-rows <count>', 'ingest the rest when up to so many rows are bad (default: 0)')
      .option('--request-id <column>', 'column of the request id (default: found by its usual names)')
      .option('--timestamp <column>', 'column of the instant, UTC unless it has an offset (default: found)')
      .option('--prediction <column>', 'column of the prediction (default: found)')
      .option('--probability <column>', 'column of the probability, 0 to 1 (default: found)')
      .option('--latency <column>', 'column of the latency in milliseconds (default: found)')
      .option('--actual <column>', 'column of the true value (default: found)')
      .option('--error <column>', 'column of the error of a failed request (default: found)')
      .option('--text <column>', 'column of codes that only look like numbers (repeatable)', collect);
    addActOptions(command);
  },
  run: async ([address = '', ...files], options, session) => {
    const kind = options.labels === undefined ? 'predictions' : 'labels';
    const report = await ingestPredictions(session.governance, {
      address: parseAddress(address),
      kind,
      inputs: parseInputs(files, options.labels),
      stdin: session.io.stdin,
      format: options.format ?? null,
      columns: {
        requestId: options.requestId ?? null,
        timestamp: options.timestamp ?? null,
        prediction: options.prediction ?? null,
        probability: options.probability ?? null,
        latencyMs: options.latency ?? null,
        actual: options.actual ?? null,
        error: options.error ?? null,
      },
      textColumns: options.text ?? [],
      maxBadRows: parseCount('--max-bad-rows', options.maxBadRows),
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
    });
    return {
      schema: 'dharma-gov/ingest@1',
      report,
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderIngest(screen, report),
    };
  },
};

function parseInputs(files: readonly string[], labels: readonly string[] | undefined): readonly string[] {
  if (labels !== undefined && files.length > 0) {
    throw new GovError('usage', 'give predictions or --labels, not both', { hint: 'run the command twice' });
  }
  return requireInputs(labels ?? files);
}
