import type { Io } from './io.js';

/** Questions to the person at the terminal, asked on the error stream: the result stream stays clean. */
export interface Prompt {
  readonly confirm: (message: string) => Promise<boolean>;
  readonly input: (
    message: string,
    check: (text: string) => true | string,
    defaultText?: string,
  ) => Promise<string>;
}

/** Loads the prompt library: only where a question is really asked. */
export async function openPrompt(io: Io): Promise<Prompt> {
  const { default: inquirer } = await import('inquirer');
  const ask = inquirer.createPromptModule({ input: io.stdin, output: io.stderr });
  return {
    confirm: async (message) => {
      const { answer } = await ask([{ type: 'confirm', name: 'answer', message, default: false }]);
      return answer === true;
    },
    input: async (message, check, defaultText = '') => {
      const { answer } = await ask([
        {
          type: 'input',
          name: 'answer',
          message,
          default: defaultText,
          validate: (text) => check(text.trim()),
        },
      ]);
      return String(answer).trim();
    },
  };
}
