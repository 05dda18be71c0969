import type { Config } from '../../src/config/keys.js';
import type { PromoteRequest } from '../../src/governance/registry/promote-version.js';
import { type Governance, parseAddress } from '../../src/index.js';
import { makeExperimentProject } from '../experiments/experiment-project.js';

const NOW = '2026-03-10T12:00:00.000Z';

/** A registry with m@1.0.0 in production and m@1.1.0 in staging, and the policy that stands when it is there. */
export async function makePromotionProject(policy: Partial<Config> = {}) {
  const { folder, governance, setClock } = await makeExperimentProject();
  setClock(NOW);
  return {
    folder,
    setClock,
    /** As `actor`, and with other settings where they are given. */
    open: (actor = 'ann', settings: Partial<Config> = policy): Governance => ({
      ...governance,
      config: { ...governance.config, ...settings },
      actor: () => Promise.resolve(actor),
    }),
  };
}

export type PromotionProject = Awaited<ReturnType<typeof makePromotionProject>>;

/** To production, unless told otherwise, with everybody saying yes. */
export function request(given: Partial<PromoteRequest> & { readonly version?: string } = {}): PromoteRequest {
  const { version = '1.1.0', ...rest } = given;
  return {
    address: parseAddress(`m@${version}`),
    to: 'production',
    reason: null,
    dryRun: false,
    confirm: () => Promise.resolve(true),
    ...rest,
  };
}

export async function generationOf(governance: Governance): Promise<number> {
  return (await governance.log.readFrom(1)).length;
}

export async function lastEntry(governance: Governance) {
  const entries = await governance.log.readFrom(1);
  const { actor, action, reason, events } = entries.at(-1) ?? {
    actor: '',
    action: '',
    reason: '',
    events: [],
  };
  return { actor, action, reason, events };
}
