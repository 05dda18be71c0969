import { GovError } from '../core/errors.js';

/** A whole number from 0; null when the flag is not given. @throws GovError usage for anything else. */
export function parseCount(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new GovError('usage', `${flag}: expected a whole number, got "${text}"`);
}
