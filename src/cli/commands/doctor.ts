import { machineProbes } from '../../adapters/probes.js';
import { EXIT_CODES } from '../../core/errors.js';
import { type Check, type Diagnosis, diagnoseRegistry } from '../../governance/registry/diagnose-registry.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Screen } from '../render/screen.js';
import { printable } from '../render/text.js';

interface Options extends CommonOptions {
  readonly repair?: boolean;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov doctor', 'dharma-gov doctor --repair'],
  configure: (command) => {
    command.option(
      '--repair',
      'rebuild registry.json from the log, dropping edits made by hand; remove what stopped commands left',
    );
  },
  run: async (_args, options, session) => {
    const { governance, registryFolder } = session;
    const probes = machineProbes({ path: registryFolder, place: governance.place }, options.repair === true);
    const diagnosis = await diagnoseRegistry(governance, probes, options.repair === true);
    const problem = diagnosis.checks.find(({ outcome }) => outcome === 'problem');
    return {
      schema: 'dharma-gov/diagnosis@1',
      report: diagnosis,
      exitCode: problem?.exitCode ?? EXIT_CODES.ok,
      render: (screen) => render(screen, diagnosis),
    };
  },
};

function render(screen: Screen, { checks }: Diagnosis): string {
  const lines = checks.flatMap((check) => [
    `${paintOutcome(screen, check)}  ${check.name.padEnd(9)}  ${printable(check.message)}`,
    ...(check.hint === null ? [] : [`${' '.repeat(20)}${screen.cyan('hint:')} ${printable(check.hint)}`]),
  ]);
  return lines.join('\n');
}

function paintOutcome(screen: Screen, { outcome }: Check): string {
  return outcome === 'ok' ? screen.green('ok     ') : screen.red('PROBLEM');
}
