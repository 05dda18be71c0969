import type { GateResult } from '../../gates/gate.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

/** What each gate says, a line each. */
export function renderGates(screen: Screen, gates: readonly GateResult[]): string[] {
  return gates.map((gate) => renderGate(screen, gate));
}

const SYMBOLS = {
  pass: 'pass',
  warn: 'warn',
  waived: 'waiv',
  deny: 'deny',
  pending: 'wait',
  'not-evaluable': 'n/a ',
} as const;

function renderGate(screen: Screen, gate: GateResult): string {
  const paint = {
    pass: screen.green,
    warn: screen.yellow,
    waived: screen.yellow,
    deny: screen.red,
    pending: screen.yellow,
    'not-evaluable': screen.yellow,
  }[gate.outcome];
  return `${paint(SYMBOLS[gate.outcome])}  ${printable(gate.message)}`;
}
