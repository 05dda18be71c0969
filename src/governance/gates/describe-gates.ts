import { GATE_KEYS, type GatedStatus, type GateKey } from '../../config/gate-keys.js';
import { NEVER_WAIVED } from '../../config/gate-names.js';
import { originOfSetting, policyFor } from '../../config/policy.js';
import type { ResolvedConfig } from '../../config/resolve-config.js';
import type { Gate } from '../../gates/gate.js';
import { GATES } from '../../gates/gate-table.js';
import { UNKNOWN_SUBJECT } from '../../gates/unknown-subject.js';

/** A gate on the way to a status, as the policy has it. */
export interface GateDescription extends Pick<Gate, 'summary'> {
  readonly gate: string;
  readonly to: GatedStatus;
  /** Whether the policy asks for it. */
  readonly asked: boolean;
  readonly settings: readonly SettingDescription[];
  /** What of it the policy allows to waive: `minimum`, or `minimum/accuracy`. */
  readonly waivable: readonly string[];
}

export interface SettingDescription {
  readonly key: GateKey;
  readonly value: unknown;
  readonly default: unknown;
  readonly unit: string | null;
  readonly meaning: string;
  /** `default`, a variable, or a file and line. */
  readonly origin: string;
}

/** @param model null: what is asked for of all models */
export function describeGates(
  settings: ResolvedConfig,
  model: string | null,
  statuses: readonly GatedStatus[],
): GateDescription[] {
  return statuses.flatMap((to) => GATES.map((gate) => describeGate(settings, model, to, gate)));
}

export function describeGate(
  settings: ResolvedConfig,
  model: string | null,
  to: GatedStatus,
  gate: Gate,
): GateDescription {
  const policy = policyFor(settings.config, model, to);
  return {
    gate: gate.name,
    to,
    summary: gate.summary,
    asked: gate.evaluate(policy, UNKNOWN_SUBJECT).length > 0,
    settings: gate.settings.map((key) => ({
      key,
      value: policy[key],
      default: GATE_KEYS[key].default,
      unit: GATE_KEYS[key].unit,
      meaning: GATE_KEYS[key].meaning,
      origin: originOfSetting(settings, model, to, key),
    })),
    waivable: NEVER_WAIVED.includes(gate.name)
      ? []
      : policy.waivable.filter((name) => name.split('/', 1)[0] === gate.name),
  };
}
