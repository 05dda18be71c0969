import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

const SOURCE = 'registry';

/** Denies a version whose drift nobody could measure. */
export const baseline: Gate = {
  name: 'baseline',
  summary: 'a baseline, to measure drift against once it serves',
  outcomes: {
    pass: 'the version has one',
    deny: 'it has none',
    'not-evaluable': 'that is not known, in a test of the policy',
  },
  settings: ['requireBaseline'],
  evaluate: ({ requireBaseline }, { candidate: { version, hasBaseline } }) => {
    if (!requireBaseline) return [];
    if (hasBaseline === null) {
      return [notEvaluable('set', SOURCE, 'it is not known whether there is a baseline')];
    }
    const common = { subject: null, limit: 'set', source: SOURCE };
    if (hasBaseline) {
      return [{ ...common, outcome: 'pass', observed: 'set', message: `${version} has a baseline` }];
    }
    const message = `${version} has no baseline; dharma-gov baseline set gives it one`;
    return [{ ...common, outcome: 'deny', observed: 'none', message }];
  },
};
