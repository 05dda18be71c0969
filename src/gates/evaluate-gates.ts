import { NEVER_WAIVED } from '../config/gate-names.js';
import type { GatePolicy } from '../config/policy.js';
import type { Gate, GateFinding, GateResult, Waiver } from './gate.js';
import { GATES } from './gate-table.js';
import { type GateSubject, millisecondsOf } from './subject.js';

/**
 * Every gate that the policy asks for on one version: in the order of the table, of one gate by subject.
 * A waiver counts for what it names, and only where the policy still allows it.
 */
export function evaluateGates(
  policy: GatePolicy,
  subject: GateSubject,
  waivers: readonly Waiver[],
): GateResult[] {
  const now = millisecondsOf(subject.now);
  const valid = waivers.filter(({ until }) => until === null || now < millisecondsOf(until));
  return GATES.flatMap((gate) =>
    gate
      .evaluate(policy, subject)
      .map((finding) => toResult(gate, finding))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((result) => applyWaivers(policy, gate, result, valid)),
  );
}

function toResult({ name: gate }: Gate, finding: GateFinding): GateResult {
  const { subject, outcome, observed, limit, source, message } = finding;
  const name = subject === null ? gate : `${gate}/${subject}`;
  return { name, gate, outcome, observed, limit, source, message, waiver: null };
}

function applyWaivers(
  { waivable }: GatePolicy,
  gate: Gate,
  result: GateResult,
  waivers: readonly Waiver[],
): GateResult {
  if (result.outcome === 'pass' || result.outcome === 'warn' || NEVER_WAIVED.includes(gate.name))
    return result;
  const names = [result.name, result.gate];
  if (!names.some((name) => waivable.includes(name))) return result;
  const waiver = waivers.find(({ gate }) => names.includes(gate));
  return waiver === undefined ? result : { ...result, outcome: 'waived', waiver };
}
