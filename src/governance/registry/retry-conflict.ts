import { GovError } from '../../core/errors.js';
import type { Governance } from '../context.js';

const MAX_ATTEMPTS = 100;

/**
 * Waits before the next attempt at a commit that somebody else was faster with: longer each time, and never equally
 * long for two writers, or they would meet again.
 * @param place the log, for messages
 * @param attempt the number of the one that failed, from 1
 * @throws GovError conflict when there have been enough.
 */
export async function waitAfterConflict(
  { sleep, random }: Governance,
  place: string,
  attempt: number,
): Promise<void> {
  if (attempt === MAX_ATTEMPTS) {
    throw new GovError('conflict', `${place}: other writers were first ${MAX_ATTEMPTS} times in a row`, {
      hint: 'nothing was changed; try again',
    });
  }
  await sleep(random() * Math.min(2 ** attempt, 100));
}
