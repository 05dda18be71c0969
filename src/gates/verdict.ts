import { EXIT_CODES } from '../core/errors.js';
import { exitCodeOfVerdict, type Verdict, worstVerdict } from '../core/verdict.js';
import type { GateResult } from './gate.js';

const VERDICT_OF_OUTCOME: Record<GateResult['outcome'], Verdict> = {
  pass: 'pass',
  // Shown, recorded, and no reason to stop: that is what it was waived for.
  waived: 'pass',
  warn: 'warn',
  deny: 'fail',
  pending: 'unknown',
  'not-evaluable': 'unknown',
};

/** Every outcome, the worst first. */
export const OUTCOMES = [
  'deny',
  'not-evaluable',
  'pending',
  'warn',
  'waived',
  'pass',
] as const satisfies readonly GateResult['outcome'][];

export function sortByOutcome(results: readonly GateResult[]): GateResult[] {
  return OUTCOMES.flatMap((outcome) => results.filter((result) => result.outcome === outcome));
}

/** `pass` with no gates at all: nothing was asked. */
export function verdictOfGates(results: readonly GateResult[]): Verdict {
  return results.length === 0
    ? 'pass'
    : worstVerdict(results.map(({ outcome }) => VERDICT_OF_OUTCOME[outcome]));
}

/** Whether nothing but people's approval is missing. */
export function isPending(results: readonly GateResult[]): boolean {
  const outcomes = results.map(({ outcome }) => outcome);
  return outcomes.includes('pending') && !outcomes.includes('deny') && !outcomes.includes('not-evaluable');
}

/** Whether the files are not the registered ones: then it is another model, whatever the other gates say. */
export function isDamaged(results: readonly GateResult[]): boolean {
  return results.some(({ gate, outcome }) => gate === 'integrity' && outcome === 'deny');
}

/** 0, 3, 5, 7 or 8: damage outranks a denial, that what could not be evaluated, and that what is pending. */
export function exitCodeOfGates(results: readonly GateResult[], failOn: 'fail' | 'warn'): number {
  if (isDamaged(results)) return EXIT_CODES.integrity;
  return isPending(results) ? EXIT_CODES.approvalPending : exitCodeOfVerdict(verdictOfGates(results), failOn);
}
