import { GovError } from '../core/errors.js';

/** The error for a history that cannot have happened. */
export function contradiction(generation: number, what: string): GovError {
  return new GovError('integrity', `generation ${generation} contradicts the log before it: ${what}`, {
    hint: 'run dharma-gov audit verify',
  });
}
