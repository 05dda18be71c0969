import { type Command, Option } from 'commander';
import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';

/**
 * An option that takes one of a few words, which is all that its command has to say of them: `checkChoices` refuses
 * others, and completion offers these.
 */
export function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const option = new Option(flags, description);
  option.argChoices = [...choices];
  return option;
}

/**
 * Not left to commander, which would end the program before a report of an earlier run is replaced by one that tells of
 * the error.
 * @throws GovError usage for the first option with a word that it does not take.
 */
export function checkChoices(command: Command): void {
  for (const option of command.options) {
    const text: unknown = command.getOptionValue(option.attributeName());
    if (option.argChoices !== undefined && typeof text === 'string') {
      parseChoice(`--${option.name()}`, text, option.argChoices);
    }
  }
}

/**
 * One of the words that an option takes.
 * @throws GovError usage naming the option, with the nearest word or all of them.
 */
export function parseChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new GovError('usage', `${flag}: unknown value "${text}"`, { hint: suggestWord(text, choices) });
}
