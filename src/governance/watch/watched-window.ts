import { watchSettingsFor } from '../../config/watch-settings.js';
import { parseDuration } from '../../core/time.js';
import { requireModel } from '../../registry/address.js';
import { productionVersion, type Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

/** The version in production; null when there is none. @throws GovError input for an unknown model. */
export async function findProduction(governance: Governance, name: string): Promise<Version | null> {
  const { state } = await loadRegistry(governance);
  return productionVersion(requireModel(state, name)) ?? null;
}

/** The predictions that a model is watched on: those up to now. */
export function watchedWindow({ config, now }: Governance, model: string) {
  const to = now();
  const spanMs = parseDuration(watchSettingsFor(config, model).window, 'watch.window');
  return { kind: 'log', from: new Date(Date.parse(to) - spanMs).toISOString(), to } as const;
}
