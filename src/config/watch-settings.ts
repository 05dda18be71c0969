import type { Config } from './keys.js';
import { WATCH_MODEL_KEY_NAMES, type WatchModelSettings } from './watch-keys.js';

/** What `watch` does with a model: its own settings, else those of all models. */
export function watchSettingsFor(config: Config, model: string): WatchModelSettings {
  const byModel = config['watch.models'];
  // A model may be called anything, "constructor" too.
  const own = (Object.hasOwn(byModel, model) ? byModel[model] : undefined) ?? {};
  return Object.fromEntries(
    WATCH_MODEL_KEY_NAMES.map((key) => [key, Object.hasOwn(own, key) ? own[key] : config[`watch.${key}`]]),
  ) as unknown as WatchModelSettings;
}
