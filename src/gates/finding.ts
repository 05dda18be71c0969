import type { GateFinding, GateValue } from './gate.js';

/** What a gate about one thing says where it could not look, or where what it saw tells nothing. */
export function notEvaluable(limit: GateValue, source: string, message: string): GateFinding {
  return { subject: null, outcome: 'not-evaluable', observed: null, limit, source, message };
}

/** `a, b and 3 more`: names of which there may be any number. */
export function listNames(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** Down to two decimals, so that 23.999 hours never look like 24; at the limit itself nothing is cut off. */
export function roundDown(value: number): number {
  return Math.floor(value * 100 + 1e-9) / 100;
}
