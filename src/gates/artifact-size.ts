import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

const BYTES_PER_MB = 1e6;
const SOURCE = 'registered artifact';

/** Denies a version whose files are too large. */
export const artifactSize: Gate = {
  name: 'artifact-size',
  summary: 'size of all model files together; a megabyte is 1,000,000 bytes',
  outcomes: {
    pass: 'it is at maxArtifactMb or below',
    deny: 'it is above',
    'not-evaluable': 'it is not known, in a test of the policy',
  },
  settings: ['maxArtifactMb'],
  evaluate: ({ maxArtifactMb: limit }, { candidate: { artifactBytes: bytes } }) => {
    if (limit === null) return [];
    if (bytes === null || !(Number.isFinite(bytes) && bytes >= 0)) {
      return [notEvaluable(limit, SOURCE, 'the size of the model files is not known')];
    }
    const observed = bytes / BYTES_PER_MB;
    const holds = observed <= limit;
    const message = `model files of ${observed} MB are ${holds ? 'within' : 'above'} ${limit} MB`;
    return [{ subject: null, outcome: holds ? 'pass' : 'deny', observed, limit, source: SOURCE, message }];
  },
};
