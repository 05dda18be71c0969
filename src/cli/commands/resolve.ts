import path from 'node:path';
import { EXIT_CODES } from '../../core/errors.js';
import { findAddressed } from '../../governance/registry/read-registry.js';
import { parseAddress } from '../../registry/address.js';
import type { CommandModule, CommonOptions } from '../command.js';

interface Options extends CommonOptions {
  readonly path?: boolean;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov resolve churn@production',
    'MODEL_FILE=$(dharma-gov resolve churn@production --path)',
  ],
  configure: (command) => {
    command
      .argument('<address>', 'model@production, model@staging, model@latest or model@1.2.0')
      .option('--path', 'print the absolute path of the model files instead of the version');
  },
  run: async ([address = ''], options, session) => {
    const { model, version } = await findAddressed(session.governance, parseAddress(address));
    if (version.status === 'failed') session.warn(`${model.name}@${version.version} is marked failed`);
    const file = path.resolve(session.registryFolder, version.artifact.path);
    return {
      schema: 'dharma-gov/resolve@1',
      report: {
        model: model.name,
        version: version.version,
        status: version.status,
        path: file,
        sha256: version.artifact.sha256,
      },
      exitCode: EXIT_CODES.ok,
      render: () => (options.path === true ? file : version.version),
    };
  },
};
