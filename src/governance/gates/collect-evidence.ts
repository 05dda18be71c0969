import type { GatePolicy } from '../../config/policy.js';
import type { Evidence } from '../../gates/subject.js';
import type { Model, Version } from '../../registry/state.js';
import type { Governance } from '../context.js';

/** Reads what the policy asks for outside the registry's log, and nothing else. */
export async function collectEvidence(
  _governance: Governance,
  _model: Model,
  _version: Version,
  _policy: GatePolicy,
): Promise<Evidence> {
  return NO_EVIDENCE;
}

const NOT_READ = { missing: 'not read' };

export const NO_EVIDENCE: Evidence = {
  integrity: NOT_READ,
  formats: NOT_READ,
  modelCard: NOT_READ,
  driftCheck: NOT_READ,
  latencyP95Ms: NOT_READ,
  recentPredictions: NOT_READ,
};
