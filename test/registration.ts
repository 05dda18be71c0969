import type { RegisterOptions } from '../src/index.js';

/** A registration of a file in the registry's folder, complete and plain. */
export function registration(model: string, version: string | null, artifactPath: string): RegisterOptions {
  return {
    model,
    modelType: null,
    version,
    bump: 'patch',
    status: 'validation',
    artifactPath,
    config: null,
    metrics: {},
    trainingDataPath: null,
    parentVersion: null,
    runId: null,
    tags: [],
    description: null,
    author: null,
    ifAbsent: false,
    reason: null,
    dryRun: false,
  };
}
