import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';

/**
 * One of the words that an option takes.
 * @throws GovError usage naming the option, with the nearest word or all of them.
 */
export function parseChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new GovError('usage', `${flag}: unknown value "${text}"`, { hint: suggestWord(text, choices) });
}
