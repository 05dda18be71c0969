import type { Option } from 'commander';
import { GovError } from '../core/errors.js';
import { SOURCE_FORMATS } from '../predictions/ports.js';
import { choiceOption } from './choice-option.js';

export function formatOption(description: string): Option {
  return choiceOption('--format <format>', description, SOURCE_FORMATS);
}

/** @throws GovError usage when there is none. */
export function requireInputs(files: readonly string[]): readonly string[] {
  if (files.length > 0) return files;
  throw new GovError('usage', 'no input file given', { hint: 'name a file, a quoted glob, or - for stdin' });
}
