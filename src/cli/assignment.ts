import { GovError } from '../core/errors.js';

/**
 * Repeatable `name=number` options -> a map.
 * @throws GovError usage naming the flag.
 */
export function parseAssignments(flag: string, texts: readonly string[] | undefined): Record<string, number> {
  const values: Record<string, number> = {};
  for (const text of texts ?? []) {
    const at = text.lastIndexOf('=');
    const number = Number(text.slice(at + 1));
    if (at < 1 || text.slice(at + 1).trim() === '' || !Number.isFinite(number)) {
      throw new GovError('usage', `${flag}: expected name=number, got "${text}"`, {
        hint: 'for example: accuracy=0.8',
      });
    }
    values[text.slice(0, at)] = number;
  }
  return values;
}

/**
 * A number given to an option.
 * @throws GovError usage naming the flag.
 */
export function parseNumber(flag: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new GovError('usage', `${flag}: expected a number, got "${text}"`);
}

/** For options that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
