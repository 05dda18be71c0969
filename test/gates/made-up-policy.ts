import {
  GATE_KEY_NAMES,
  GATE_KEYS,
  type GatedStatus,
  type GateSettings,
} from '../../src/config/gate-keys.js';
import type { GatePolicy } from '../../src/config/policy.js';

/** A policy that asks for nothing but what is given. */
export function policyOf(to: GatedStatus, settings: Partial<Omit<GatePolicy, 'to'>>): GatePolicy {
  const defaults = Object.fromEntries(
    GATE_KEY_NAMES.map((key) => [key, GATE_KEYS[key].default]),
  ) as unknown as GateSettings;
  return { ...defaults, lowerIsBetter: [], roles: {}, ...settings, to };
}
