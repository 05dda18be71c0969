import { GATE_KEY_NAMES, GATE_KEYS, type GatedStatus, type GateSettings } from './gate-keys.js';
import type { Config } from './keys.js';

/** What the gates ask for of a model on its way to a status: its own settings, else those of all models. */
export interface GatePolicy extends GateSettings {
  readonly to: GatedStatus;
  /** Metrics of which less is better. */
  readonly lowerIsBetter: readonly string[];
  /** Who has which role. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** @param model may be called anything, "constructor" too */
export function policyFor(config: Config, model: string, to: GatedStatus): GatePolicy {
  const byModel = config['gates.models'];
  const own = (Object.hasOwn(byModel, model) ? byModel[model]?.[to] : undefined) ?? {};
  const settings = Object.fromEntries(
    GATE_KEY_NAMES.map((key) => [key, Object.hasOwn(own, key) ? own[key] : config[`gates.${to}.${key}`]]),
  ) as unknown as GateSettings;
  return { ...settings, to, lowerIsBetter: config['gates.lowerIsBetter'], roles: config['gates.roles'] };
}

/** A policy that asks for nothing but what is given. */
export function policyOf(to: GatedStatus, settings: Partial<Omit<GatePolicy, 'to'>>): GatePolicy {
  const defaults = Object.fromEntries(
    GATE_KEY_NAMES.map((key) => [key, GATE_KEYS[key].default]),
  ) as unknown as GateSettings;
  return { ...defaults, lowerIsBetter: [], roles: {}, ...settings, to };
}
