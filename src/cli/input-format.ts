import { SOURCE_FORMATS, type SourceFormat } from '../predictions/ports.js';
import { parseChoice } from './choice-option.js';

/** @throws GovError usage for an unknown `--format`; null when it is not given. */
export function parseFormat(text: string | undefined): SourceFormat | null {
  return text === undefined ? null : parseChoice('--format', text, SOURCE_FORMATS);
}
