import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { CONFIG_FILE_NAME, writeConfigFile } from '../../adapters/config-file.js';
import type { Config } from '../../config/keys.js';
import { renderConfigFile } from '../../config/render-config.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { initRegistry } from '../../governance/registry/init-registry.js';
import { collect, parseAssignments, parseNumber } from '../assignment.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { askForSettings } from '../init-wizard.js';
import { type CliSession, openSession } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly minimum?: readonly string[];
  readonly maxRegression?: readonly string[];
  readonly driftThreshold?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov init',
    'dharma-gov init --registry models --minimum accuracy=0.8 --max-regression accuracy=0.02 --no-input',
  ],
  configure: (command) => {
    command
      .option('--minimum <metric=value>', 'a metric that production needs at least (repeatable)', collect)
      .option(
        '--max-regression <metric=value>',
        'how much worse than production is allowed (repeatable)',
        collect,
      )
      .option('--drift-threshold <psi>', 'score from which a feature has drifted, in PSI (default: 0.1)');
    addActOptions(command);
  },
  run: async (_args, options, session) => {
    const dryRun = options.dryRun === true;
    // One of a project around this folder is not this project's.
    const isHere = session.settings.document !== undefined && session.baseFolder === session.io.cwd;
    const configFile = isHere ? CONFIG_FILE_NAME : null;
    refuseLostSettings(configFile, options);
    const made = configFile === null ? await makeConfigFile(session, options, dryRun) : session;
    const report = await initRegistry(made.governance, randomUUID(), dryRun);
    return {
      schema: 'dharma-gov/init@1',
      report: {
        ...report,
        configFile: configFile ?? CONFIG_FILE_NAME,
        configFileWritten: configFile === null && !dryRun,
      },
      exitCode: EXIT_CODES.ok,
      render: () =>
        [
          configFile === null
            ? `${CONFIG_FILE_NAME}: ${dryRun ? 'would be written' : 'written'}`
            : `${configFile}: left as it is`,
          report.changed
            ? `${report.registry}: registry ${dryRun ? 'would be created' : 'created'}`
            : `${report.registry}: registry already there, nothing changed`,
          'next: dharma-gov register <model> --artifact <file or folder>',
        ].join('\n'),
    };
  },
};

/** Settings given on the command line must not be dropped because there is a file already. */
function refuseLostSettings(configFile: string | null, options: Options): void {
  if (configFile === null || Object.keys(settingsFromFlags(options)).length === 0) return;
  throw new GovError(
    'usage',
    `init: ${configFile} is already there, so the settings given cannot be written`,
    {
      hint: `edit ${configFile}, or run dharma-gov init without settings`,
    },
  );
}

/** Writes `.dharmarc` and returns the session that goes by it. */
async function makeConfigFile(session: CliSession, options: Options, dryRun: boolean): Promise<CliSession> {
  const given = settingsFromFlags(options);
  const chosen =
    session.interactive && Object.keys(given).length === 0 ? await askForSettings(session) : given;
  if (dryRun) return session;
  await writeConfigFile(path.join(session.io.cwd, CONFIG_FILE_NAME), renderConfigFile(chosen));
  const { registry: _registry, ...rest } = options;
  return openSession(session.io, rest);
}

function settingsFromFlags(options: Options): Partial<Config> {
  const minimum = parseAssignments('--minimum', options.minimum);
  const maxRegression = parseAssignments('--max-regression', options.maxRegression);
  return {
    ...(options.registry === undefined ? {} : { registryPath: options.registry }),
    ...(options.minimum === undefined ? {} : { 'gates.production.minimum': minimum }),
    ...(options.maxRegression === undefined ? {} : { 'gates.production.maxRegression': maxRegression }),
    ...(options.driftThreshold === undefined
      ? {}
      : { driftThreshold: parseNumber('--drift-threshold', options.driftThreshold) }),
  };
}
