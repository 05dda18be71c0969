import { GovError } from '../core/errors.js';
import { SOURCE_FORMATS, type SourceFormat } from '../predictions/ports.js';
import { parseChoice } from './choice-option.js';

/** @throws GovError usage for an unknown `--format`; null when it is not given. */
export function parseFormat(text: string | undefined): SourceFormat | null {
  return text === undefined ? null : parseChoice('--format', text, SOURCE_FORMATS);
}

/** @throws GovError usage when there is none. */
export function requireInputs(files: readonly string[]): readonly string[] {
  if (files.length > 0) return files;
  throw new GovError('usage', 'no input file given', { hint: 'name a file, a quoted glob, or - for stdin' });
}
