import type { Config } from '../config/keys.js';
import { policyFor } from '../config/policy.js';
import type { Verdict } from '../core/verdict.js';
import { evaluateGates } from './evaluate-gates.js';
import type { GateResult } from './gate.js';
import type { PolicyCase } from './policy-case.js';
import { exitCodeOfGates, sortByOutcome, verdictOfGates } from './verdict.js';

/** What a policy said of a case. */
export interface CaseResult {
  readonly name: string;
  readonly model: string | null;
  readonly to: PolicyCase['to'];
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly gates: readonly GateResult[];
  /** What was not as expected: none when the case holds. */
  readonly differences: readonly CaseDifference[];
}

export interface CaseDifference {
  /** `verdict`, `exit code`, or a gate. */
  readonly of: string;
  readonly expected: string;
  readonly got: string;
  /** What the gate says, or the worst of them. */
  readonly reason: string | null;
}

/** Judges a made-up promotion as `promote` would. */
export function testPolicyCase(config: Config, { name, model, to, ...given }: PolicyCase): CaseResult {
  const gates = evaluateGates(policyFor(config, model, to), given.subject, given.waivers);
  const verdict = verdictOfGates(gates);
  const exitCode = exitCodeOfGates(gates, 'fail');
  const worst = sortByOutcome(gates)[0]?.message ?? null;
  const { expect } = given;
  const differences = [
    ...compare('verdict', expect.verdict, verdict, worst),
    ...compare('exit code', expect.exitCode, exitCode, expect.verdict === undefined ? worst : null),
    ...Object.entries(expect.gates ?? {}).flatMap(([gate, expected]) => {
      const [got] = sortByOutcome(gates.filter((result) => result.name === gate || result.gate === gate));
      return compare(gate, expected, got?.outcome ?? 'not asked', got?.message ?? null);
    }),
  ];
  return { name, model, to, verdict, exitCode, gates, differences };
}

function compare<T extends string | number>(
  of: string,
  expected: T | undefined,
  got: T | 'not asked',
  reason: string | null,
): CaseDifference[] {
  return expected === undefined || expected === got
    ? []
    : [{ of, expected: String(expected), got: String(got), reason }];
}

/** `fail` when some case came out otherwise; `unknown` without any: nothing was tested. */
export function verdictOfCases(results: readonly CaseResult[]): Verdict {
  if (results.length === 0) return 'unknown';
  return results.every(({ differences }) => differences.length === 0) ? 'pass' : 'fail';
}
