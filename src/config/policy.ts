import { GATE_KEY_NAMES, type GatedStatus, type GateKey, type GateSettings } from './gate-keys.js';
import type { Config } from './keys.js';
import type { ResolvedConfig } from './resolve-config.js';

/** What the gates ask for of a model on its way to a status: its own settings, else those of all models. */
export interface GatePolicy extends GateSettings {
  readonly to: GatedStatus;
  /** Metrics of which less is better. */
  readonly lowerIsBetter: readonly string[];
  /** Who has which role. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** @param model may be called anything, "constructor" too; null: what is asked for of all models */
export function policyFor(config: Config, model: string | null, to: GatedStatus): GatePolicy {
  const own = settingsOfModel(config, model, to);
  const settings = Object.fromEntries(
    GATE_KEY_NAMES.map((key) => [key, Object.hasOwn(own, key) ? own[key] : config[`gates.${to}.${key}`]]),
  ) as unknown as GateSettings;
  return { ...settings, to, lowerIsBetter: config['gates.lowerIsBetter'], roles: config['gates.roles'] };
}

/**
 * Where a setting of a policy comes from: `default`, a variable, or a file and line; of a model's own setting the line
 * of that.
 */
export function originOfSetting(
  { config, origins, document }: ResolvedConfig,
  model: string | null,
  to: GatedStatus,
  key: GateKey,
): string {
  if (model === null || !Object.hasOwn(settingsOfModel(config, model, to), key)) {
    return origins[`gates.${to}.${key}`];
  }
  const origin = origins['gates.models'];
  const line = document?.lineOf(['gates', 'models', model, to, key]);
  const isFromFile = document !== undefined && origin.startsWith(document.path);
  return isFromFile && line !== undefined ? `${document.path}:${line}` : origin;
}

function settingsOfModel(config: Config, model: string | null, to: GatedStatus): Partial<GateSettings> {
  const byModel = config['gates.models'];
  return (model !== null && Object.hasOwn(byModel, model) ? byModel[model]?.[to] : undefined) ?? {};
}
