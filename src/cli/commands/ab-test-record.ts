import { EXIT_CODES } from '../../core/errors.js';
import { recordOutcomes } from '../../governance/predictions/record-outcomes.js';
import type { SourceFormat } from '../../predictions/ports.js';
import { parseModelName } from '../../registry/names.js';
import { collect } from '../assignment.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { parseCount } from '../count-option.js';
import { formatOption, requireInputs } from '../input-format.js';
import { renderRecord } from '../render/record-report.js';

interface Options extends CommonOptions, ActOptions {
  readonly metric?: readonly string[];
  readonly format?: SourceFormat;
  readonly maxBadRows?: string;
  readonly requestId?: string;
  readonly versionColumn?: string;
  readonly timestamp?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    "printf 'request_id,renewed,revenue\\n2026-03-0000,1,49.9\\n' | dharma-gov ab-test record churn - --format csv",
    "printf 'id,version,renewed\\nr-1,1.1.0,true\\n' > outcomes.csv && dharma-gov ab-test record churn outcomes.csv --dry-run",
  ],
  configure: (command) => {
    command
      .argument('<model>', 'the model whose requests they are')
      .argument(
        '[files...]',
        'CSV, NDJSON or Parquet files, gzipped or not, globs, or - for standard input: a request id and its metrics',
      )
      .option('--metric <column>', 'record only this column (repeatable; default: every other one)', collect)
      .addOption(formatOption('csv, ndjson, parquet (default: by the name of the file)'))
      .option('--max-bad-rows <count>', 'record the rest when up to so many rows are bad (default: 0)')
      .option('--request-id <column>', 'column of the request id (default: found by its usual names)')
      .option(
        '--version-column <column>',
        'column of the version that served the request, where no prediction says so (default: found)',
      )
      .option(
        '--timestamp <column>',
        'column of when it was served, UTC unless it has an offset (default: found, else now)',
      );
    addActOptions(command);
  },
  run: async ([model = '', ...files], options, session) => {
    const report = await recordOutcomes(session.governance, {
      model: parseModelName(model),
      inputs: requireInputs(files),
      stdin: session.io.stdin,
      format: options.format ?? null,
      metrics: options.metric ?? null,
      columns: {
        requestId: options.requestId ?? null,
        version: options.versionColumn ?? null,
        timestamp: options.timestamp ?? null,
      },
      maxBadRows: parseCount('--max-bad-rows', options.maxBadRows),
      reason: options.reason ?? null,
      dryRun: options.dryRun === true,
    });
    return {
      schema: 'dharma-gov/record@1',
      report,
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderRecord(screen, report),
    };
  },
};
