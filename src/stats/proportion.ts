import { requireWhole } from './inputs.js';

/** How often something happened among `n` units. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
}

/**
 * The share of successes.
 * @throws RangeError unless successes and n are whole, n >= 1 and successes from 0 to n.
 */
export function shareOf(name: string, { successes, n }: Proportion): number {
  requireWhole(`${name}.n`, n, 1);
  requireWhole(`${name}.successes`, successes, 0);
  if (successes > n) throw new RangeError(`${name}.successes: expected at most ${n}, got ${successes}`);
  return successes / n;
}
