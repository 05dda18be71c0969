import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { SOURCE_FORMATS, type SourceFormat } from '../predictions/ports.js';

/** @throws GovError usage for an unknown `--format`; null when it is not given. */
export function parseFormat(text: string | undefined): SourceFormat | null {
  if (text === undefined) return null;
  const format = SOURCE_FORMATS.find((candidate) => candidate === text);
  if (format !== undefined) return format;
  throw new GovError('usage', `--format: unknown format "${text}"`, {
    hint: suggestWord(text, SOURCE_FORMATS),
  });
}
