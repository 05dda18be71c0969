import { sha256 } from '../../src/adapters/sha256.js';
import { type LogEntry, sealEntry } from '../../src/commit-log/entry.js';
import { requireModel } from '../../src/registry/address.js';
import type { RegistryEvent } from '../../src/registry/events.js';
import { foldEntries } from '../../src/registry/fold.js';
import type { Plan } from '../../src/registry/plan.js';
import { planIntegrityFailure, planPromote } from '../../src/registry/plan-promote.js';
import { planRegister, type RegisterRequest } from '../../src/registry/plan-register.js';
import { planRollback, selectRollbackTarget } from '../../src/registry/plan-rollback.js';
import {
  EMPTY_STATE,
  findVersion,
  type Model,
  type RegistryState,
  type Version,
} from '../../src/registry/state.js';
import type { Status } from '../../src/registry/status.js';

/** A registry in memory whose history a test writes in steps, a minute apart. */
export class RegistryHistory {
  state: RegistryState = EMPTY_STATE;
  readonly entries: LogEntry<RegistryEvent>[] = [];

  constructor(readonly name = 'elec-price') {
    this.commit({ action: 'init', events: [{ type: 'registry-created', id: 'test' }] });
  }

  register(version: string, changes: Partial<RegisterRequest> = {}): this {
    return this.commit(planRegister(this.state, { ...registerRequest(this.name, version), ...changes }));
  }

  registerInProduction(version: string): this {
    return this.register(version).promote(version, 'staging').promote(version, 'production');
  }

  promote(version: string, to: Status): this {
    return this.commit(planPromote(this.model(), this.version(version), to));
  }

  rollback(to: string | null = null): this {
    return this.commit(planRollback(this.model(), selectRollbackTarget(this.model(), to)));
  }

  fail(version: string): this {
    return this.commit(planIntegrityFailure(this.model(), this.version(version)));
  }

  model(): Model {
    return requireModel(this.state, this.name);
  }

  version(name: string): Version {
    const version = findVersion(this.model(), name);
    if (version === undefined) throw new Error(`the test has no version ${name}`);
    return version;
  }

  commit(plan: Plan, actor = 'ada'): this {
    const at = new Date(Date.UTC(2026, 0, 1, 0, this.entries.length)).toISOString();
    const note = { at, actor, action: plan.action, reason: null };
    const entry = sealEntry(this.state.head, note, plan.events, sha256);
    this.entries.push(entry);
    this.state = foldEntries(this.state, [entry]);
    return this;
  }
}

/** A complete request whose content differs from version to version. */
export function registerRequest(model: string, version: string | null): RegisterRequest {
  return {
    model,
    modelType: null,
    version,
    bump: 'patch',
    status: 'validation',
    artifact: {
      path: `${version}/model.pkl`,
      kind: 'file',
      sha256: sha256(String(version)),
      bytes: 10,
      files: null,
    },
    config: null,
    metrics: { accuracy: 0.83 },
    lineage: { trainingData: null, gitCommit: null, gitDirty: null, parentVersion: null, runId: null },
    tags: [],
    description: null,
    author: 'ada',
    baseline: null,
    ifAbsent: false,
  };
}
