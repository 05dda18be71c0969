import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';

export const FORMATS = ['csv', 'ndjson', 'parquet'] as const;

/** @throws GovError usage for an unknown `--format`; null when it is not given. */
export function parseFormat(text: string | undefined): (typeof FORMATS)[number] | null {
  if (text === undefined) return null;
  const format = FORMATS.find((candidate) => candidate === text);
  if (format !== undefined) return format;
  throw new GovError('usage', `--format: unknown format "${text}"`, { hint: suggestWord(text, FORMATS) });
}
