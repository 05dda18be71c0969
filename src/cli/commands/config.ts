import { CONFIG_KEY_NAMES, CONFIG_KEYS, environmentNameOf } from '../../config/keys.js';
import { renderConfigFile } from '../../config/render-config.js';
import { EXIT_CODES } from '../../core/errors.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { renderTable } from '../render/table.js';

interface Options extends CommonOptions {
  readonly example?: boolean;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov config', 'dharma-gov config --json', 'dharma-gov config --example > .dharmarc'],
  configure: (command) => {
    command.option('--example', 'print a .dharmarc that holds every key with its default, unit and meaning');
  },
  run: async (_args, options, session) => {
    const { config, origins } = session.settings;
    const settings = CONFIG_KEY_NAMES.map((key) => ({
      key,
      value: config[key],
      origin: origins[key],
      environment: environmentNameOf(key),
      unit: CONFIG_KEYS[key].unit,
      meaning: CONFIG_KEYS[key].meaning,
    }));
    return {
      schema: 'dharma-gov/config@1',
      report: { settings },
      exitCode: EXIT_CODES.ok,
      render: (screen) =>
        options.example === true
          ? renderConfigFile({}).trimEnd()
          : renderTable(
              screen,
              ['KEY', 'VALUE', 'FROM', 'MEANING'],
              settings.map(({ key, value, origin, meaning, unit }) => [
                key,
                {
                  text: value === null ? '-' : typeof value === 'string' ? value : JSON.stringify(value),
                  paint: screen.bold,
                },
                { text: origin, paint: origin === 'default' ? screen.dim : screen.cyan },
                { text: unit === null ? meaning : `${meaning} [${unit}]`, paint: screen.dim },
              ]),
              ['MEANING'],
            ),
    };
  },
};
