import {
  bucketOf,
  planRouting,
  type RoutingPlan,
  routeUnit,
  type Sha256Hex,
} from '../../experiments/routing.js';
import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import { requireModel } from '../../registry/address.js';
import type { Experiment } from '../../registry/experiment.js';
import { type Model, productionVersion } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

/** A test and how it routes now. */
export interface TestRouting {
  readonly model: string;
  readonly test: string;
  readonly plan: RoutingPlan;
}

/**
 * How units are routed now. After its end a test still answers, since services may still ask: with the arm that is in
 * production, or else with the control.
 * @throws GovError input when there is no such test.
 */
export async function readRouting(governance: Governance, address: TestAddress): Promise<TestRouting> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, address.model);
  const experiment = requireTest(model, address);
  return { model: model.name, test: experiment.id, plan: currentPlan(model, experiment) };
}

function currentPlan(model: Model, { arms, hash, salt, phases, stopped }: Experiment): RoutingPlan {
  if (stopped === null) {
    return planRouting(arms, { hash, salt, coverage: (phases.at(-1)?.percent ?? 0) / 100 });
  }
  const production = productionVersion(model)?.version;
  const [control] = arms;
  const arm = arms.find(({ version }) => version === production) ?? control;
  return { hash, salt, ranges: arm === undefined ? [] : [{ version: arm.version, from: 0, to: 1 }] };
}

/** What an implementation in another language is to compute. */
export interface RoutingVector {
  readonly id: string;
  readonly bucket: number;
  readonly version: string;
}

/** The routing plan of a test, for a service in any language. It is a RoutingPlan, and says how to compute it. */
export interface ExportedPlan extends RoutingPlan {
  readonly model: string;
  readonly test: string;
  /** What of a text is hashed. */
  readonly encoding: 'utf-8' | 'utf-16 code units';
  /** How the bucket of a unit comes about, in words. */
  readonly bucket: string;
  readonly vectors: readonly RoutingVector[];
}

const HASHES: Record<RoutingPlan['hash'], Pick<ExportedPlan, 'encoding' | 'bucket'>> = {
  sha256: {
    encoding: 'utf-8',
    bucket: 'the first 53 bits of SHA-256(salt + ":" + id), as a whole number, by 2^53',
  },
  'growthbook-v2': {
    encoding: 'utf-16 code units',
    bucket:
      'fnv1a(decimal(fnv1a(salt + id))) modulo 10000, by 10000; fnv1a is FNV-1a of 32 bits, each code unit XORed whole',
  },
};

/** Ids that tell implementations apart: beyond ASCII, beyond 16 bits, composed and not, with spaces and colons. */
const VECTOR_IDS = [
  ...['a', 'ab', 'req-1', 'req-2', 'req-3', '0', '00', '42', '18446744073709551615', 'A', ' ', 'two words'],
  ...['user@example.org', 'a:b', '"quoted"', '\\', 'é', 'e\u0301', 'ß', 'Żółć', 'Ωmega', 'привет'],
  ...['日本語', 'مرحبا', '😀', '👩‍👩‍👧', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'],
];

/** What a service needs to route as this program does, and to find out whether it does. */
export function describePlan({ model, test, plan }: TestRouting, sha256: Sha256Hex): ExportedPlan {
  return {
    model,
    test,
    hash: plan.hash,
    ...HASHES[plan.hash],
    salt: plan.salt,
    ranges: plan.ranges,
    vectors: VECTOR_IDS.map((id) => ({
      id,
      bucket: bucketOf(plan, id, sha256),
      version: routeUnit(plan, id, sha256),
    })),
  };
}
