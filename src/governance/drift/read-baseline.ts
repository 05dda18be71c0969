import { GovError } from '../../core/errors.js';
import type { Baseline } from '../../drift/baseline.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import type { BaselineReference } from '../../registry/events.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

export interface VersionBaseline {
  readonly model: string;
  readonly version: string;
  readonly key: BaselineReference;
  readonly baseline: Baseline;
}

/**
 * The baseline of a version.
 * @throws GovError inconclusive when it has none, integrity when it is damaged.
 */
export async function readBaseline(governance: Governance, address: Address): Promise<VersionBaseline> {
  const { state } = await loadRegistry(governance);
  const { model, version } = resolveAddress(state, address);
  const { baseline: key } = version;
  if (key === null) {
    const name = `${model.name}@${version.version}`;
    throw new GovError('inconclusive', `${name} has no baseline to compare with`, {
      hint: `make one: dharma-gov baseline set ${name} <training data>`,
    });
  }
  return {
    model: model.name,
    version: version.version,
    key,
    baseline: await governance.baselines.read(key),
  };
}
