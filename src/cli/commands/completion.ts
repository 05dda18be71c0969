import { Argument } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { BASH_SCRIPT } from '../completion/scripts/bash.js';
import { FISH_SCRIPT } from '../completion/scripts/fish.js';
import { ZSH_SCRIPT } from '../completion/scripts/zsh.js';

const SCRIPTS = { bash: BASH_SCRIPT, zsh: ZSH_SCRIPT, fish: FISH_SCRIPT } as const;

type Shell = keyof typeof SCRIPTS;

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov completion bash > ~/.dharma-gov.bash', 'dharma-gov completion zsh'],
  configure: (command) => {
    command.addArgument(
      new Argument('<shell>', 'the shell to complete in; its script says where it goes').choices(
        Object.keys(SCRIPTS),
      ),
    );
  },
  run: ([shell = '']) => {
    const script = SCRIPTS[shell as Shell];
    return Promise.resolve({
      schema: 'dharma-gov/completion@1',
      report: { shell, script },
      exitCode: EXIT_CODES.ok,
      render: () => script.trimEnd(),
    });
  },
};
