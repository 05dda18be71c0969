import { listNames, notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

const LIMIT = 'no differences';

/** Denies a version whose files are not the registered ones. */
export const integrity: Gate = {
  name: 'integrity',
  summary: 'the files are the registered ones, byte by byte',
  outcomes: {
    pass: 'every file has its registered SHA-256, and there are no others',
    deny: 'a file is missing, changed or extra',
    'not-evaluable': 'the files could not be read',
  },
  settings: [],
  evaluate: (_policy, { evidence: { integrity } }) => {
    if ('missing' in integrity) {
      return [notEvaluable(LIMIT, 'model files', `the files were not verified: ${integrity.missing}`)];
    }
    const { value: differences, source } = integrity;
    const common = { subject: null, limit: LIMIT, source };
    if (differences.length === 0) {
      const message = 'the files are the registered ones';
      return [{ ...common, outcome: 'pass', observed: LIMIT, message }];
    }
    const observed = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
    const message = `the files are not the registered ones: ${listNames(differences)}`;
    return [{ ...common, outcome: 'deny', observed, message }];
  },
};
