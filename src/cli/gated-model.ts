import { loadRegistry } from '../governance/registry/registry-store.js';
import { requireModel } from '../registry/address.js';
import { parseModelName } from '../registry/names.js';
import type { CliSession } from './session.js';

/**
 * The model whose policy is asked for.
 * @throws GovError for a name that neither the settings nor the registry know: its policy would be that of any other.
 */
export async function parseGatedModel(session: CliSession, text: string | undefined): Promise<string | null> {
  if (text === undefined) return null;
  const model = parseModelName(text);
  if (!Object.hasOwn(session.settings.config['gates.models'], model)) {
    requireModel((await loadRegistry(session.governance)).state, model);
  }
  return model;
}
