import { GovError } from '../core/errors.js';

/** An event that the state before it makes impossible: the log was not written by this program, or not as it is. */
export function contradiction(generation: number, what: string): GovError {
  return new GovError('integrity', `generation ${generation} contradicts the log before it: ${what}`, {
    hint: 'run dharma-gov audit verify',
  });
}
